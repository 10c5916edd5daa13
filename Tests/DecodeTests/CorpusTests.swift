import Decode
import SharedInputs
import Testing

@Suite("Captures of the corpus", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct CorpusTests {
    /// Where we and tshark differ: streams that were read again in mid-stream, which tshark does not do.
    private static let differences: [String: (queries: Int64, responses: Int64)] = [
        "dns/entrada2/sidnlabs-test-tcp-stream-continued.pcap.gz": (19, 12),
        "dns/dnscap/dnso1tcp-bighole.pcap": (38, 38),
    ]

    /// All their messages are in tunnels, into which tshark looks by itself.
    private static let tunnelled: Set<String> = [
        "dns/nDPI/default__pcap__6in4tunnel.pcap", "dns/nDPI/default__pcap__vxlan.pcap",
        "dns/suricata-verify/vxlan-decoder-03__vxlan.pcap", "layers/zeek/erspan.pcap",
        "layers/zeek/tunnels__geneve-vxlan-dns-truncated.pcap", "layers/zeek/tunnels__gre-pptp.pcap",
    ]

    @Test(arguments: tunnelled.sorted())
    func tunnelsAreLookedIntoWhenAsked(path: String) throws {
        let count = try #require(Corpus.oracle.first { $0.path == path })
        let options = Decoding.options { $0.tunnels = .all }
        let totals = try Decoding.files([Corpus.root + "/" + path], options: options).totals
        let short = totals.errors["dns_header_short"] ?? 0
        #expect((count.queries - short...count.queries).contains(totals.queries))
        #expect((count.responses - short...count.responses).contains(totals.responses))
    }

    @Test(arguments: Corpus.oracle)
    func messagesAreThoseOfTshark(count: Corpus.Count) throws {
        let totals: DecodeTotals
        do {
            totals = try Corpus.decode(count.path).totals
        } catch DecodeError.unusable(_, let reason) {
            #expect(reason.contains("link type "))
            return
        }
        let expected =
            Self.differences[count.path]
            ?? (Self.tunnelled.contains(count.path) ? (queries: 0, responses: 0) : (count.queries, count.responses))
        // tshark counts messages whose header is cut off as well.
        let short = totals.errors["dns_header_short"] ?? 0
        #expect((expected.queries - short...expected.queries).contains(totals.queries))
        #expect((expected.responses - short...expected.responses).contains(totals.responses))
    }

    @Test(arguments: ["dns", "icmp", "probes", "malformed", "layers", "formats", "netflow"].flatMap(Corpus.captures))
    func everyFileIsDecodedOrRefused(path: String) throws {
        do {
            let decoding = try Corpus.decode(path)
            #expect(Int64(decoding.reports[0].packets) == decoding.totals.packets)
            // Each message is in exactly one row, zone transfers aside.
            let halves = decoding.kinds.reduce(0) { $0 + ($1 == "matched" ? 2 : 1) }
            #expect(Int64(halves) <= decoding.totals.messages)
            let transfers = decoding.dns.contains { ["251", "252"].contains($0["dns_qtype"]) }
            if !transfers { #expect(Int64(halves) == decoding.totals.messages) }
        } catch let error as DecodeError {
            guard case .unusable(_, let reason) = error else { throw error }
            #expect(!reason.isEmpty)
        }
    }

    @Test(arguments: ["dns", "icmp", "probes", "layers"].flatMap(Corpus.captures))
    func stateOverFilesMakesNoDifference(path: String) throws {
        guard let whole = try? Corpus.decode(path) else { return }
        // What waits at the end goes through the state.
        let head = try Decoding.files([Corpus.root + "/" + path], keepsState: true)
        let tail = try Decoding.content(CaptureBuilder(linkType: 1).header, state: head.state)
        let rows = (head.dns + tail.dns).map(\.content)
        #expect(
            Dictionary(rows.map { ($0, 1) }, uniquingKeysWith: +)
                == Dictionary(whole.dns.map { ($0.content, 1) }, uniquingKeysWith: +))
    }
}
