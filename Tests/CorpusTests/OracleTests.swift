import SharedInputs
import Testing

/// As many messages as tshark finds, for every capture that it was asked about; where not, it is known why.
@Suite("Messages as tshark counts them", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct OracleTests {
    private func counted() throws -> [String: Sweep.Capture] {
        Dictionary(uniqueKeysWithValues: try Sweep.shared.get().captures.map { ($0.path, $0) })
    }

    @Test func everyDecodedCapture() throws {
        let counted = try counted()
        let known = Dictionary(
            uniqueKeysWithValues: (OracleDifference.all + OracleDifference.decompressed).map { ($0.path, $0) })
        var compared = 0
        for count in try OracleCount.all() {
            let ours = try #require(counted[count.path], "\(count)")
            guard ours.code == 0 else { continue }
            compared += 1
            let expected = known[count.path].map { [$0.queries, $0.responses] } ?? [count.queries, count.responses]
            #expect([ours.queries, ours.responses] == expected, "\(count)")
        }
        #expect(compared > 440)
    }

    /// What is refused holds nothing that tshark finds, but for link layers of no interest here.
    @Test func refusedCapturesHoldNoMessages() throws {
        let counted = try counted()
        for count in try OracleCount.all() {
            guard let ours = counted[count.path], ours.code != 0 else { continue }
            let reason = try #require(ours.reason)
            let isForeign = OracleDifference.foreignLinks.contains(count.path)
            #expect(isForeign == (count.queries + count.responses > 0), "\(count): \(reason)")
            #expect(Self.isForGood(reason), "\(count): \(reason)")
        }
    }

    /// The tables name nothing that is as it should be.
    @Test func differencesAreDifferent() throws {
        let counts = Dictionary(uniqueKeysWithValues: try OracleCount.all().map { ($0.path, $0) })
        for difference in OracleDifference.all {
            let count = try #require(counts[difference.path])
            #expect(count.queries != difference.queries || count.responses != difference.responses)
            #expect(!difference.why.isEmpty)
        }
        for path in OracleDifference.foreignLinks {
            let count = try #require(counts[path])
            #expect(count.queries + count.responses > 0, "\(path)")
        }
        for difference in OracleDifference.decompressed { #expect(counts[difference.path]?.isComplete == false) }
    }

    private static func isForGood(_ reason: String) -> Bool {
        ["is not supported", "not a capture file", "damaged after packet 0"]
            .contains { reason.contains($0) }
    }
}
