import Decode
import Foundation
import SharedInputs
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

    /// Why a content is refused; nil: it is not.
    static func refusal(_ bytes: ByteString) -> String? {
        do {
            _ = try Decoding.content(bytes)
            return nil
        } catch DecodeError.unusable(_, let reason) { return reason } catch { return "another error: \(error)" }
    }

    @Test func anEmptyFileIsUnusable() { #expect(Self.refusal([]) == "the file is empty") }

    @Test func aHeaderAloneHoldsNothing() throws {
        let decoding = try Decoding.content(CaptureBuilder().header)
        #expect(decoding.dns.isEmpty)
        #expect(decoding.reports.first?.packets == 0)
        #expect(decoding.reports.first?.endedEarly == nil)
    }

    @Test func aWrongMagicIsUnusable() {
        #expect(Self.refusal(Array("this is no capture file at all".utf8))?.contains("not a capture file") == true)
        #expect(Self.refusal([0xD4])?.contains("not a capture file") == true)
    }

    /// A header of 24 bytes for each packet, as Alexey Kuznetzov's libpcap wrote it.
    @Test(arguments: [false, true])
    func theModifiedHeader(isBigEndian: Bool) throws {
        var capture = Self.capture()
        let plain = try Decoding.capture(capture)
        capture.isBigEndian = isBigEndian
        let magic: ByteString = [0xA1, 0xB2, 0xCD, 0x34]
        var bytes = (isBigEndian ? magic : magic.reversed()) + capture.header.dropFirst(4)
        for record in capture.records {
            let whole = capture.bytes(of: record)
            // Interface, protocol, direction.
            bytes += whole[..<16] + [0, 0, 0, 2, 8, 0, 1, 0] + whole[16...]
        }
        #expect(try Decoding.content(bytes).dns == plain.dns)
        #expect(plain.dns.count == 5)
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
        #expect(Self.refusal(bytes)?.contains("damaged") == true)
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

    @Test func gzipThatStopsKeepsWhatCameBefore() throws {
        var generator = SplitMix(seed: 7)
        var capture = Self.capture()
        // Noise does not compress, so that a cut falls behind whole packets.
        capture.add(ByteString((0..<4000).map { _ in UInt8.random(in: 0...255, using: &generator) }))
        let decoding = try Decoding.content(Array(Compression.gzip.member(capture.bytes).dropLast(2000)))
        #expect(decoding.dns.count == 5)
        #expect(decoding.reports.first?.endedEarly != nil)
    }

    @Test func damagedGzipIsUnusable() {
        var packed = Compression.gzip.member(Self.capture().bytes)
        // The checksum of the content stands in the last eight bytes.
        packed[packed.count - 8] ^= 0x55
        #expect(Self.refusal(packed)?.contains("damaged") == true)
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

    /// `cat a b`: the second header stands where a record would.
    @Test func capturesPutTogether() throws {
        let one = Self.capture()
        var other = CaptureBuilder(linkType: 1)
        other.isBigEndian = true
        other.isNanosecond = true
        other.add(LinkFrame.ethernet(Exchange().ask(.query("second.nl"))), at: 9000)
        let empty = ByteString((0..<50_000).flatMap { _ in one.header })
        let decoding = try Decoding.content(one.bytes + other.bytes + empty + one.bytes)
        #expect(decoding.names.count == 11)
        #expect(decoding.dns[5].differences(["dns_qname_full": "second.nl.", "capture_frame": "6"]) == [])
        #expect(decoding.reports.first?.endedEarly == nil)
    }

    /// `cat` of captures in both formats, of any byte order, plain and compressed.
    @Test(arguments: [false, true])
    func oneFormatBehindTheOther(isBigEndian: Bool) throws {
        var plain = Self.capture(queries: 3)
        plain.isBigEndian = isBigEndian
        var other = PcapngBuilder()
        other.isBigEndian = isBigEndian
        other.section()
        other.interface(101)
        other.packet(Exchange().ask(.query("other.nl")), ticks: UInt64(CaptureBuilder.epoch) + 9000)
        let parts = [plain.bytes, other.bytes]
        for order in [[0, 1], [1, 0], [0, 1, 0], [1, 0, 1]] {
            let bytes = ByteString(order.flatMap { parts[$0] })
            let names = order.reduce(0) { $0 + ($1 == 0 ? 3 : 1) }
            let decoding = try Decoding.content(bytes)
            #expect(decoding.names.count == names)
            #expect(decoding.totals.warnings == [])
            for format in Compression.allCases {
                #expect(try Decoding.content(format.member(bytes)).names.count == names)
                // What is not compressed behind what is.
                let mixed = ByteString(format.member(parts[order[0]]) + order.dropFirst().flatMap { parts[$0] })
                #expect(try Decoding.content(mixed).names.count == names)
            }
        }
    }

    /// Of a link type that nobody reads, between two that are read.
    @Test func aPartOfAnotherLinkType() throws {
        let known = Self.capture(queries: 3)
        var unknown = CaptureBuilder(linkType: 147)
        unknown.add(ByteString(repeating: 1, count: 60), at: 7000)
        let decoding = try Decoding.content(known.bytes + unknown.bytes + known.bytes)
        #expect(decoding.names.count == 6)
        #expect(decoding.reports.first?.packets == 7)
        #expect(decoding.errors == ["link_unknown": 1])
    }

    /// The last record was cut off, and the next file put behind it: its bytes are not those of a packet.
    @Test(arguments: 1...70)
    func anotherFileBehindACutRecord(kept: Int) throws {
        let (one, other) = (Self.capture(queries: 3), Self.capture(queries: 4))
        let record = try #require(one.records.last)
        let last = one.bytes(of: record).count
        // Where the other file's header fills the record to its last byte, it is a packet like any: a client may send one.
        guard kept < last, kept != last - 24 else { return }
        let decoding = try Decoding.content(Array(one.bytes.dropLast(last - kept)) + other.bytes)
        let names = Set(Self.capture(queries: 4).records.indices.map { "host\($0).example.nl." })
        #expect(Set(decoding.names).isSubset(of: names))
        if kept >= 16 {
            #expect(decoding.names.count == 6)
            #expect(decoding.totals.warnings.count == 1)
        }
    }

    /// Whoever sends such a packet must not tell how the rest of the file is read.
    @Test(arguments: [false, true], [0, 34_560_000_000_000] as [Int64])
    func aPacketWithTheHeaderOfACapture(isBigEndian: Bool, pause: Int64) throws {
        var forged = CaptureBuilder(linkType: 147)
        forged.isBigEndian = isBigEndian
        var capture = CaptureBuilder()
        capture.add(Exchange().ask(DNSText.query("evil.nl").bytes + forged.header))
        for index in 0..<3 {
            capture.add(Exchange().ask(.query("host\(index).nl", id: index + 5)), at: 1000 + pause + Int64(index))
        }
        let decoding = try Decoding.capture(capture)
        #expect(decoding.names.sorted() == ["evil.nl.", "host0.nl.", "host1.nl.", "host2.nl."])
        #expect(decoding.totals.warnings == [])
    }

    /// A file that was preallocated. The clock stays where it was: what comes next is not of another year.
    @Test(arguments: [1, 15, 16, 17, 4096, 300_000])
    func zerosAtTheEnd(count: Int) throws {
        let bytes = Self.capture().bytes + ByteString(repeating: 0, count: count)
        let decoding = try Decoding.content(bytes, keepsState: true)
        #expect(decoding.reports.first?.packets == 5)
        #expect(decoding.reports.first?.endedEarly?.contains("zeros") == true)
        #expect(decoding.totals.warnings.count == 1)
        var later = CaptureBuilder()
        later.add(Exchange().reply(DNSText.query("host4.example.nl", id: 4).answered()), at: 5000)
        #expect(try Decoding.content(later.bytes, state: decoding.state).kinds.contains("matched"))
        // What follows zeros is nobody's; with the last of sixteen bytes it would be a record.
        guard count % 16 == 0 else { return }
        let damaged = try Decoding.content(bytes + [1])
        #expect(damaged.reports.first?.packets == 5)
        #expect(damaged.reports.first?.endedEarly != nil)
    }

    /// The header's snapshot length is what a broken writer has left there.
    @Test func recordsLongerThanTheHeaderSays() throws {
        let capture = Self.capture()
        var bytes = capture.bytes
        bytes.replaceSubrange(16..<20, with: [1, 0, 0, 0])
        #expect(try Decoding.content(bytes).names == Decoding.capture(capture).names)
    }

    @Test func aFractionOfMoreThanASecondIsCarriedOver() throws {
        var bytes = Self.capture(queries: 1).bytes
        bytes.replaceSubrange(28..<32, with: [0x60, 0xE3, 0x16, 0])
        #expect(try Decoding.content(bytes).row?["time"] == String(CaptureBuilder.epoch + 1_500_000))
    }

    /// Seconds are unsigned: they last until 2106.
    @Test func aTimeBeyond2038() throws {
        var bytes = Self.capture(queries: 1).bytes
        bytes.replaceSubrange(24..<28, with: [0, 0, 0, 0xF0])
        #expect(try Decoding.content(bytes).row?["time"] == String(0xF000_0000 * 1_000_000))
    }
}
