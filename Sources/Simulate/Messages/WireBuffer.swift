/// Bytes in network order, appended to memory that stays.
struct WireBuffer: ~Copyable {
    let base: UnsafeMutableRawPointer
    let capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        base = .allocate(byteCount: capacity, alignment: 16)
        self.capacity = capacity
    }

    deinit { base.deallocate() }

    mutating func clear() { count = 0 }

    mutating func put8(_ value: UInt8) {
        base.storeBytes(of: value, toByteOffset: take(1), as: UInt8.self)
    }

    mutating func put16(_ value: UInt16) { base.put16(value, at: take(2)) }
    mutating func put32(_ value: UInt32) { base.put32(value, at: take(4)) }
    mutating func put64(_ value: UInt64) { base.put64(value, at: take(8)) }

    mutating func put(_ bytes: [UInt8]) { put(bytes, 0..<bytes.count) }

    mutating func put(_ bytes: [UInt8], _ range: Range<Int>) {
        bytes.withUnsafeBytes { put($0[range]) }
    }

    mutating func put(_ bytes: Slice<UnsafeRawBufferPointer>) {
        let at = take(bytes.count)
        UnsafeMutableRawBufferPointer(start: base + at, count: bytes.count).copyMemory(from: .init(rebasing: bytes))
    }

    mutating func put(_ other: borrowing WireBuffer) {
        (base + take(other.count)).copyMemory(from: other.base, byteCount: other.count)
    }

    /// A label or character string: length, then bytes.
    mutating func putCounted(_ text: StaticString) {
        put8(UInt8(text.utf8CodeUnitCount))
        let at = take(text.utf8CodeUnitCount)
        (base + at).copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
    }

    mutating func putRandom(_ length: Int, _ random: inout SeededRandom) {
        for _ in 0..<length / 8 { put64(random.next()) }
        for _ in 0..<length % 8 { put8(UInt8(truncatingIfNeeded: random.next())) }
    }

    func set16(_ value: UInt16, at offset: Int) { base.put16(value, at: offset) }

    func get16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    mutating func cut(to length: Int) {
        precondition(length <= count)
        count = length
    }

    private mutating func take(_ length: Int) -> Int {
        precondition(count + length <= capacity, "a message grew beyond its buffer")
        defer { count += length }
        return count
    }
}
