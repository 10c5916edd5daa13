import Decode
import Foundation
import SharedInputs
import Testing

@Suite("Compressed captures")
struct CompressionTests {
    private static let capture = FileTests.capture().bytes

    private func refusal(_ bytes: ByteString) -> String? { FileTests.refusal(bytes) }

    @Test(arguments: Compression.allCases)
    func compressionMakesNoDifference(format: Compression) throws {
        let plain = try Decoding.content(Self.capture)
        let packed = try Decoding.content(format.member(Self.capture))
        #expect(packed.dns == plain.dns)
        #expect(packed.reports.first?.contentSHA256 == plain.reports.first?.contentSHA256)
        #expect(packed.reports.first?.endedEarly == nil)
        #expect(plain.reports.first?.contentSHA256.count == 64)
    }

    @Test(arguments: Compression.allCases)
    func pcapngIsFoundInsideAsWell(format: Compression) throws {
        var file = PcapngBuilder()
        file.section()
        file.interface(101)
        file.packet(Exchange().ask(.query("example.nl")))
        let packed = format.member(Array(file.bytes[..<2])) + format.member(Array(file.bytes[2...]))
        #expect(try Decoding.content(packed).names == ["example.nl."])
    }

    /// Records go on over the border, and an empty member is no end.
    @Test(arguments: Compression.allCases, [1, 24, 30, 100, 200])
    func membersFollowEachOtherAnywhere(format: Compression, cut: Int) throws {
        let (head, tail) = (Array(Self.capture[..<cut]), Array(Self.capture[cut...]))
        let packed = format.member(head) + format.member([]) + format.member(tail)
        let decoding = try Decoding.content(packed)
        #expect(decoding.dns == (try Decoding.content(Self.capture).dns))
        #expect(decoding.reports.first?.endedEarly == nil)
    }

    /// More than any buffer on the way holds, of bytes that do not compress.
    @Test(arguments: Compression.allCases)
    func largeContentComesWhole(format: Compression) throws {
        var generator = SplitMix(seed: 3)
        var capture = FileTests.capture()
        for index in 0..<800 {
            let noise = ByteString((0..<1400).map { _ in UInt8.random(in: 0...255, using: &generator) })
            capture.add(noise, at: 10_000 + Int64(index))
        }
        capture.add(Exchange().ask(.query("last.example.nl", id: 99)), at: 20_000)
        let bytes = capture.bytes
        let half = bytes.count / 2
        let packed = format.member(Array(bytes[..<half])) + format.member(Array(bytes[half...]))
        let (plain, decoding) = (try Decoding.content(bytes), try Decoding.content(packed))
        #expect(decoding.dns == plain.dns)
        #expect(decoding.names.contains("last.example.nl."))
        #expect(decoding.reports.first?.contentSHA256 == plain.reports.first?.contentSHA256)
    }

    @Test(arguments: Compression.allCases, [4, 512, 300_000])
    func zeroesBetweenAndBehindArePadding(format: Compression, count: Int) throws {
        let padding = ByteString(repeating: 0, count: count)
        let (head, tail) = (Array(Self.capture[..<90]), Array(Self.capture[90...]))
        let decoding = try Decoding.content(format.member(head) + padding + format.member(tail) + padding)
        #expect(decoding.dns.count == 5)
        #expect(decoding.reports.first?.endedEarly == nil)
    }

    @Test(arguments: Compression.allCases)
    func whatStandsBehindTheLastMemberIsLeftAlone(format: Compression) throws {
        let decoding = try Decoding.content(format.member(Self.capture) + Array("Not a member of anything".utf8))
        #expect(decoding.dns.count == 5)
        #expect(decoding.reports.first?.endedEarly == nil)
        #expect(decoding.totals.warnings.isEmpty)
    }

    @Test(arguments: Compression.allCases)
    func dataThatStopsKeepsWhatCameBefore(format: Compression) throws {
        var more = CaptureBuilder()
        more.add(Exchange().ask(.query("more.example.nl")))
        let packed = format.member(Self.capture) + format.member(more.bytes(of: more.records[0])).dropLast(7)
        let decoding = try Decoding.content(packed)
        #expect(decoding.dns.count >= 5)
        #expect(decoding.reports.first?.endedEarly?.contains("is cut off") == true)
    }

    /// However little there is, nothing hangs or breaks; it is all there, cut off, or not a capture.
    @Test(arguments: Compression.allCases)
    func aCutAnywhereHasAClearOutcome(format: Compression) throws {
        let packed = format.member(Self.capture) + format.member([])
        for length in 1..<packed.count {
            do {
                let decoding = try Decoding.content(Array(packed[..<length]))
                #expect(decoding.dns.count <= 5)
                if decoding.dns.count < 5 { #expect(decoding.reports.first?.endedEarly != nil) }
            } catch DecodeError.unusable(_, let reason) {
                #expect(reason.contains("is cut off") || reason.contains("not a capture file"))
            }
        }
    }

    /// Whichever byte is changed, what comes is the content, or it is said that something is wrong.
    @Test(arguments: Compression.allCases)
    func damageIsNeverTakenForContent(format: Compression) throws {
        let plain = try Decoding.content(Self.capture).reports.first?.contentSHA256
        let packed = format.member(Self.capture)
        var refused = 0
        for index in packed.indices {
            var damaged = packed
            damaged[index] ^= 0x20
            do {
                let report = try #require(try Decoding.content(damaged).reports.first)
                #expect(report.contentSHA256 == plain || report.endedEarly != nil)
            } catch DecodeError.unusable { refused += 1 }
        }
        #expect(refused > packed.count / 2)
    }

    @Test func skippableFramesArePassedOver() throws {
        let skipped = Compression.skippable(Array("index".utf8))
        let long = Compression.skippable(ByteString(repeating: 7, count: 60_000))
        let (head, tail) = (Array(Self.capture[..<90]), Array(Self.capture[90...]))
        for format in [Compression.zstd, .lz4] {
            let parts = [skipped, long, format.member(head), long, skipped, format.member(tail), skipped]
            let decoding = try Decoding.content(parts.flatMap { $0 })
            #expect(decoding.dns.count == 5)
            #expect(decoding.reports.first?.endedEarly == nil)
        }
        #expect(refusal(skipped) == "the file is empty")
        #expect(refusal(Array(long.dropLast()))?.contains("is cut off") == true)
    }

    @Test func whatNeedsTooMuchMemoryIsRefused() throws {
        #expect(try Decoding.content(Compression.zstdFrame(Self.capture, windowLog: 27)).dns.count == 5)
        #expect(refusal(Compression.zstdFrame(Self.capture, windowLog: 28))?.contains("limit is 128 MiB") == true)
        #expect(try Decoding.content(Compression.xzStream(Self.capture, dictionaryLog: 26)).dns.count == 5)
        let reason = refusal(Compression.xzStream(Self.capture, dictionaryLog: 29))
        #expect(reason?.contains("512 MiB") == true)
        #expect(reason?.contains("limit is 128 MiB") == true)
    }

    @Test(arguments: Compression.allCases)
    func nothingCompressedIsEmpty(format: Compression) { #expect(refusal(format.member([])) == "the file is empty") }

    @Test(arguments: Compression.allCases)
    func somethingElseCompressedIsNoCapture(format: Compression) {
        #expect(refusal(format.member(Array("a letter to the editor".utf8)))?.contains("not a capture file") == true)
    }
}
