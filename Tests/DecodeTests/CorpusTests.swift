import Decode
import Testing

@Suite("Captures of the corpus", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct CorpusTests {
    /// Where we and tshark differ, and why.
    private static let differences: [String: (queries: Int64, responses: Int64)] = [
        // Read again in mid-stream, which tshark does not do.
        "dns/entrada2/sidnlabs-test-tcp-stream-continued.pcap.gz": (19, 12),
        "dns/dnscap/dnso1tcp-bighole.pcap": (38, 38),
        // Tunnels, which are not looked into.
        "dns/nDPI/default__pcap__6in4tunnel.pcap": (0, 0), "dns/nDPI/default__pcap__vxlan.pcap": (0, 0),
        "dns/suricata-verify/vxlan-decoder-03__vxlan.pcap": (0, 0), "layers/zeek/erspan.pcap": (0, 0),
        "layers/zeek/tunnels__geneve-vxlan-dns-truncated.pcap": (0, 0), "layers/zeek/tunnels__gre-pptp.pcap": (0, 0),
    ]

    @Test(arguments: Corpus.oracle)
    func messagesAreThoseOfTshark(count: Corpus.Count) throws {
        let totals: DecodeTotals
        do {
            totals = try Corpus.decode(count.path).totals
        } catch DecodeError.unusable(_, let reason) {
            #expect(Self.isKnownLimit(reason))
            return
        }
        let expected = Self.differences[count.path] ?? (count.queries, count.responses)
        // tshark counts messages whose header is cut off as well.
        let short = totals.errors["dns_header_short"] ?? 0
        #expect((expected.queries - short...expected.queries).contains(totals.queries))
        #expect((expected.responses - short...expected.responses).contains(totals.responses))
    }

    /// What is refused because other work will read it.
    private static func isKnownLimit(_ reason: String) -> Bool {
        ["link type ", "which is not read", "of the first interface", "no Interface Description Blocks"]
            .contains { reason.contains($0) }
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

    @Test func formatsThatAreNotReadAreRefused() {
        for path in Corpus.captures("dns") where path.hasSuffix(".xz") || path.hasSuffix(".zst") {
            #expect(throws: DecodeError.self) { _ = try Corpus.decode(path) }
        }
    }
}
