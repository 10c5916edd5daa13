import Decode
import Foundation
import Testing

@Suite("Capture files")
struct FileTests {
    static func capture(queries: Int = 5) -> CaptureBuilder {
        var capture = CaptureBuilder()
        for index in 0..<queries {
            capture.add(Exchange().ask(.query("host\(index).example.nl", id: index)), at: Int64(index) * 1000)
        }
        return capture
    }

    private func refusal(_ bytes: ByteString) -> String? {
        do {
            _ = try Decoding.content(bytes)
            return nil
        } catch DecodeError.unusable(_, let reason) { return reason } catch { return "another error: \(error)" }
    }

    @Test func anEmptyFileIsUnusable() { #expect(refusal([]) == "the file is empty") }

    @Test func aHeaderAloneHoldsNothing() throws {
        let decoding = try Decoding.content(CaptureBuilder().header)
        #expect(decoding.dns.isEmpty)
        #expect(decoding.reports.first?.packets == 0)
        #expect(decoding.reports.first?.endedEarly == nil)
    }

    @Test func aWrongMagicIsUnusable() {
        #expect(refusal(Array("this is no capture file at all".utf8))?.contains("not a capture file") == true)
        #expect(refusal([0xD4])?.contains("not a capture file") == true)
    }

    @Test(arguments: [
        ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD, 4, 0]),
        ("bzip2", Array("BZh91AY".utf8)), ("lz4", [0x04, 0x22, 0x4D, 0x18, 0]),
    ])
    func aFormatThatIsNotReadIsNamed(name: String, magic: ByteString) {
        #expect(refusal(magic + ByteString(repeating: 0, count: 64))?.contains(name) == true)
    }

    @Test(arguments: [1, 8, 15, 16, 17, 40])
    func aLastRecordThatIsCutOffCostsOnlyItself(missing: Int) throws {
        let whole = Self.capture().bytes
        let decoding = try Decoding.content(Array(whole.dropLast(missing)))
        #expect(decoding.dns.count == 4)
        #expect(decoding.reports.first?.endedEarly != nil)
        #expect(decoding.totals.warnings.count == 1)
    }

    @Test func anAbsurdRecordLengthEndsTheFileAndKeepsWhatCameBefore() throws {
        let capture = Self.capture()
        var bytes = capture.bytes
        let last = bytes.count - capture.bytes(of: capture.records[4]).count
        bytes.replaceSubrange(last + 8..<last + 12, with: [0xFF, 0xFF, 0xFF, 0x7F])
        let decoding = try Decoding.content(bytes)
        #expect(decoding.dns.count == 4)
        #expect(decoding.reports.first?.endedEarly?.contains("packet") == true)
    }

    @Test func nothingButAnAbsurdRecordIsUnusable() {
        var bytes = Self.capture(queries: 1).bytes
        bytes.replaceSubrange(24 + 8..<24 + 12, with: [0xFF, 0xFF, 0xFF, 0x7F])
        #expect(refusal(bytes)?.contains("damaged") == true)
    }

    @Test(arguments: [false, true], [false, true])
    func byteOrderAndResolutionMakeNoDifference(isBigEndian: Bool, isNanosecond: Bool) throws {
        var capture = Self.capture()
        let plain = try Decoding.capture(capture)
        capture.isBigEndian = isBigEndian
        capture.isNanosecond = isNanosecond
        #expect(try Decoding.capture(capture).dns == plain.dns)
        #expect(plain.dns.count == 5)
    }

    @Test func gzipMakesNoDifference() throws {
        let bytes = Self.capture().bytes
        let plain = try Decoding.content(bytes)
        let packed = try Decoding.content(Gzip.member(bytes))
        #expect(packed.dns == plain.dns)
        #expect(packed.reports.first?.contentSHA256 == plain.reports.first?.contentSHA256)
        #expect(plain.reports.first?.contentSHA256.count == 64)
    }

    @Test(arguments: [1, 24, 30, 100, 200])
    func gzipMembersFollowEachOtherAnywhere(cut: Int) throws {
        let bytes = Self.capture().bytes
        let packed = Gzip.member(Array(bytes[..<cut])) + Gzip.member([]) + Gzip.member(Array(bytes[cut...]))
        let decoding = try Decoding.content(packed)
        #expect(decoding.dns == (try Decoding.content(bytes).dns))
        #expect(decoding.reports.first?.endedEarly == nil)
    }

    @Test func paddingBehindGzipDoesNotMatter() throws {
        let decoding = try Decoding.content(Gzip.member(Self.capture().bytes) + ByteString(repeating: 0, count: 512))
        #expect(decoding.dns.count == 5)
        #expect(decoding.reports.first?.endedEarly == nil)
    }

    @Test func gzipThatStopsKeepsWhatCameBefore() throws {
        var generator = SeededGenerator(7)
        var capture = Self.capture()
        // Noise does not compress, so that a cut falls behind whole packets.
        capture.add(ByteString((0..<4000).map { _ in UInt8.random(in: 0...255, using: &generator) }))
        let decoding = try Decoding.content(Array(Gzip.member(capture.bytes).dropLast(2000)))
        #expect(decoding.dns.count == 5)
        #expect(decoding.reports.first?.endedEarly != nil)
    }

    @Test func damagedGzipIsUnusable() {
        var packed = Gzip.member(Self.capture().bytes)
        // The checksum of the content stands in the last eight bytes.
        packed[packed.count - 8] ^= 0x55
        #expect(refusal(packed)?.contains("damaged") == true)
    }

    @Test func aFileThatIsNotThereIsUnreadable() {
        #expect(throws: DecodeError.self) { _ = try Decoding.files(["/nowhere/at/all.pcap"]) }
    }

    @Test func theReportTellsWhatTheFileHeld() throws {
        let report = try #require(try Decoding.capture(Self.capture()).reports.first)
        #expect(report.packets == 5)
        #expect(report.firstMicroseconds == CaptureBuilder.epoch)
        #expect(report.lastMicroseconds == CaptureBuilder.epoch + 4000)
    }

    @Test func aTimeOutsideTheCalendarIsNoFault() throws {
        var capture = Self.capture(queries: 1)
        capture.records[0].microseconds = 0xFFFF_FFFF * 1_000_000
        #expect(try Decoding.capture(capture).dns.count == 1)
    }
}
