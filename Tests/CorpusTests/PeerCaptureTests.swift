import SharedInputs
import Testing
import WorkerProtocol

/// The captures of the peer's own test suite: how many there are of everything.
@Suite("Captures of the peer's test suite", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct PeerCaptureTests {
    struct Counts: CustomTestStringConvertible {
        var file: String
        var packets, queries, responses: Int64
        var matched = 0
        var responseOnly = 0
        var unanswered = 0
        var testDescription: String { file }
    }

    static let counts = [
        Counts(file: "nullbyte-nl.pcap", packets: 4, queries: 4, responses: 0, unanswered: 4),
        Counts(
            file: "tcp-stream-multiple-dns-message-request-only.pcap", packets: 8, queries: 530, responses: 0,
            unanswered: 530),
        Counts(
            file: "tcp-stream-multiple-dns-message-response-only.pcap", packets: 47, queries: 0, responses: 475,
            responseOnly: 475),
        Counts(file: "tcp.pcap", packets: 13, queries: 1, responses: 1, matched: 1),
        Counts(file: "test-dynamic-updates.pcap", packets: 68, queries: 34, responses: 34, matched: 34),
        Counts(file: "test-extended-errors-not-auth.pcap.gz", packets: 2, queries: 1, responses: 1, matched: 1),
        Counts(
            file: "test-ip-1-dns-response-2-ip-fragments.pcap", packets: 2, queries: 0, responses: 1, responseOnly: 1),
        Counts(file: "test-knot-resolver-1-query-txt.pcap", packets: 1, queries: 1, responses: 0, unanswered: 1),
        // A zone transfer of six messages is one row.
        Counts(file: "test-multiple-dns-msg-over-tcp.pcap", packets: 15, queries: 0, responses: 6, responseOnly: 1),
        Counts(file: "test-query-response-ok.pcap", packets: 2, queries: 1, responses: 1, matched: 1),
        Counts(file: "test-rcode-badvers.pcap.gz", packets: 6, queries: 3, responses: 3, matched: 3),
        Counts(file: "test-tcp-ixfr.pcap", packets: 6, queries: 1, responses: 1, matched: 1),
        Counts(file: "test-tcp-psh-with-empty-payload.pcap", packets: 9, queries: 1, responses: 1, matched: 1),
        Counts(
            file: "test-tcp-stream-continued.pcap.gz", packets: 16, queries: 19, responses: 12, matched: 3,
            responseOnly: 9, unanswered: 16),
        Counts(file: "test-tcp-syn-retransmission.pcap", packets: 8, queries: 1, responses: 1, matched: 1),
        Counts(file: "test-udp-2-dns-ok.pcap", packets: 2, queries: 1, responses: 1, matched: 1),
        Counts(file: "test-udp-edns-size-512-1-request.pcap", packets: 1, queries: 1, responses: 0, unanswered: 1),
        // The same packet twice.
        Counts(
            file: "test-xz-compression-multiple-parts-2-packets.pcap.xz", packets: 2, queries: 2, responses: 0,
            unanswered: 2),
    ]

    @Test(arguments: counts)
    func packetsMessagesAndRows(expected: Counts) throws {
        let capture = try DecodedCapture("dns/entrada2/sidnlabs-" + expected.file)
        let outcome = capture.outcome
        #expect(outcome.packets == expected.packets)
        #expect(outcome.queries == expected.queries)
        #expect(outcome.responses == expected.responses)
        let kinds = try capture.dns.compactMap { $0["row_kind"] }
        let found = ["matched", "response_only", "unanswered"].map { kind in kinds.count { $0 == kind } }
        #expect(found == [expected.matched, expected.responseOnly, expected.unanswered])
        #expect(kinds.count == found.reduce(0, +))
    }

    /// All of them are in the table, as far as the corpus has them.
    @Test func tableIsWhole() {
        let named = Set(Self.counts.map { "dns/entrada2/sidnlabs-" + $0.file })
        let missing = Corpus.files("dns/entrada2").filter { !named.contains($0) }
        #expect(missing == [])
    }
}
