import Decode
import Foundation
import Testing

/// Standard input is one for the whole process; no other suite reads it.
@Suite("Captures from a pipe", .serialized)
struct StandardInputTests {
    /// Decodes what a pipe gives on standard input, in pieces of any size.
    private func decode(_ bytes: ByteString) throws -> Decoding {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reader, writer) = (ends[0], ends[1])
        let kept = dup(0)
        defer {
            dup2(kept, 0)
            close(kept)
        }
        try #require(dup2(reader, 0) == 0)
        close(reader)
        let thread = Thread {
            var at = 0
            while at < bytes.count {
                // Odd sizes, so that reads end anywhere.
                let count = bytes[at...].prefix(1 + at % 4093).withUnsafeBytes {
                    write(writer, $0.baseAddress, $0.count)
                }
                guard count > 0 else { break }
                at += count
            }
            close(writer)
        }
        thread.start()
        return try Decoding.files(["-"])
    }

    @Test func plainCaptures() throws {
        let bytes = FileTests.capture(queries: 300).bytes
        #expect(try decode(bytes).dns == (try Decoding.content(bytes).dns))
    }

    @Test func pcapngCaptures() throws {
        var file = PcapngBuilder()
        file.section()
        file.interface(101)
        for id in 0..<300 { file.packet(Exchange().ask(.query("host\(id).example.nl", id: id))) }
        #expect(try decode(file.bytes).dns.count == 300)
    }

    @Test(arguments: Compression.allCases)
    func compressedCaptures(format: Compression) throws {
        let bytes = FileTests.capture(queries: 300).bytes
        let packed = format.member(Array(bytes[..<10_000])) + format.member(Array(bytes[10_000...]))
        let decoding = try decode(packed)
        #expect(decoding.dns == (try Decoding.content(bytes).dns))
        #expect(decoding.reports.first?.endedEarly == nil)
    }

    @Test func nothingIsUnusable() { #expect(throws: DecodeError.self) { _ = try decode([]) } }
}
