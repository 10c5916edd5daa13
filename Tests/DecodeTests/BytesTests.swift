import Testing

@testable import Decode

/// Offsets that a packet names may be anything.
@Suite("Bytes of a packet")
struct BytesTests {
    private func with<Value>(_ count: Int, _ body: (Bytes) -> Value) -> Value {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, count))
        defer { memory.deallocate() }
        for index in 0..<count { memory[index] = UInt8(index + 1) }
        return body(Bytes(memory, count))
    }

    @Test func loadsAreBigEndian() {
        with(8) { bytes in
            #expect(bytes.u8(7) == 8)
            #expect(bytes.u16(6) == 0x0708)
            #expect(bytes.u32(1) == 0x0203_0405)
            #expect(bytes.u64(0) == 0x0102_0304_0506_0708)
        }
    }

    @Test(arguments: [0, 1, 7, 8])
    func whatIsThere(count: Int) {
        with(count) { bytes in
            for (offset, length) in [(0, 0), (0, count), (count, 0), (count / 2, count - count / 2)] {
                #expect(bytes.has(offset, length))
            }
            for (offset, length) in [
                (0, count + 1), (count, 1), (count + 1, 0), (-1, 1), (-1, 0), (1, -1), (.max, 1), (.max, .max),
                (.min, .max), (.min, .min), (0, .max), (1, .max),
            ] {
                #expect(!bytes.has(offset, length), "\(offset) \(length)")
            }
        }
    }

    @Test func slicesStayInside() {
        with(8) { bytes in
            for offset in [Int.min, -1, 0, 3, 8, 9, .max] {
                for length in [Int.min, -1, 0, 4, .max] {
                    let slice = bytes.slice(offset, length)
                    #expect(slice.count == max(0, min(max(0, length), 8 - min(8, max(0, offset)))))
                    #expect(slice.buffer.elementsEqual(bytes.buffer.dropFirst(max(0, offset)).prefix(slice.count)))
                }
            }
        }
    }

    @Test func readingPastTheEndStopsTheProgram() async {
        await #expect(processExitsWith: .failure) { _ = Self.eight { $0.u8(8) } }
        await #expect(processExitsWith: .failure) { _ = Self.eight { $0.u8(-1) } }
        await #expect(processExitsWith: .failure) { _ = Self.eight { $0.u16(7) } }
        await #expect(processExitsWith: .failure) { _ = Self.eight { $0.u32(.max) } }
        await #expect(processExitsWith: .failure) { _ = Self.eight { $0.u64(.min) } }
    }

    private static func eight<Value>(_ body: (Bytes) -> Value) -> Value {
        // More memory than the bytes: it is the check that stops, and not the system.
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)
        memory.initialize(repeating: 0, count: 64)
        defer { memory.deallocate() }
        return body(Bytes(memory + 16, 8))
    }
}
