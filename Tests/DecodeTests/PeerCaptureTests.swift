import Decode
import Testing

/// The values that are right for the peer's own captures, where its decoder and the RFCs differ as well.
@Suite("Captures of the peer's test suite", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct PeerCaptureTests {
    private func decode(_ name: String) throws -> Decoding { try Corpus.decode("dns/entrada2/sidnlabs-" + name) }

    private func expect(
        _ row: Row?, _ expected: KeyValuePairs<String, String?>, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(row?.differences(expected) == [], sourceLocation: location)
    }

    /// Matched, response only, unanswered.
    private func kinds(_ decoding: Decoding) -> [Int] {
        ["matched", "response_only", "unanswered"].map { kind in decoding.kinds.filter { $0 == kind }.count }
    }

    @Test func nullByte() throws {
        let decoding = try decode("nullbyte-nl.pcap")
        #expect(decoding.dns.map { $0["dns_id"] } == ["37745", "42160", "12129", "18908"])
        #expect(decoding.dns.map { $0["dns_req_len"] } == ["28", "28", "31", "33"])
        expect(decoding.dns[0], ["dns_qname_full": "ns1.dns.nl.", "dns_qtype": "28", "row_kind": "unanswered"])
        expect(
            decoding.dns[2],
            ["dns_qname_full": "nl.", "dns_qtype": "6", "ip_version": "6", "edns_udp": "4096", "edns_do": "true"])
        expect(
            decoding.dns[3],
            ["dns_qname_full": #"\000.nl."#, "dns_labels": "2", "dns_domainname": #"\000.nl"#, "dns_qtype": "43"])
    }

    @Test func streamOfRequests() throws {
        let decoding = try decode("tcp-stream-multiple-dns-message-request-only.pcap")
        #expect(kinds(decoding) == [0, 0, 530])
        expect(
            decoding.dns.first,
            [
                "dns_id": "27707", "dns_qname_full": "bollywoodblog.nl.", "dns_qtype": "255", "ip_ttl": "56",
                "ip_src": "93.190.234.217", "prot_src_port": "50898", "ip_dst": "194.0.25.24", "prot_dst_port": "53",
                "dns_rd": "true", "dns_req_len": "34",
            ])
        #expect(decoding.dns.first?["time"]?.hasSuffix("349012") == true)
    }

    @Test func streamOfResponses() throws {
        let decoding = try decode("tcp-stream-multiple-dns-message-response-only.pcap")
        #expect(kinds(decoding) == [0, 475, 0])
        expect(
            decoding.dns.first,
            [
                "dns_rcode": "3", "dns_aa": "true", "dns_ancount": "0", "dns_nscount": "1", "dns_arcount": "0",
                "dns_qdcount": "1", "dns_res_len": "105",
            ])
    }

    @Test func oneStream() throws {
        let decoding = try decode("tcp.pcap")
        #expect(decoding.totals.packets == 13)
        #expect(decoding.icmp.count == 2)
        expect(
            decoding.row,
            [
                "dns_id": "38673", "dns_qname_full": "sidnlabs.nl.", "dns_qtype": "1", "ip_ttl": "64",
                "dns_rd": "true", "dns_ra": "true", "dns_ad": "true", "dns_ancount": "4", "dns_nscount": "2",
                "dns_arcount": "3", "edns_udp": "4096", "dns_proc_time_us": "96572", "tcp_rtt_us": "27480",
                "dns_req_len": "40", "dns_res_len": "189",
            ])
    }

    @Test func dynamicUpdates() throws {
        let decoding = try decode("test-dynamic-updates.pcap")
        #expect(kinds(decoding) == [34, 0, 0])
        for row in decoding.dns {
            expect(
                row,
                ["dns_opcode": "5", "dns_rcode": "5", "dns_qname_full": "nl.", "dns_qtype": "6", "dns_qclass": "1"])
        }
        expect(
            decoding.dns.first,
            [
                "dns_id": "9167", "ip_ttl": "245", "ip_src": "145.128.244.49", "prot_src_port": "48673",
                "dns_req_len": "69", "dns_res_len": "20",
            ])
    }

    @Test func extendedError() throws {
        expect(
            try decode("test-extended-errors-not-auth.pcap.gz").row,
            [
                "dns_id": "45596", "dns_qname_full": "sidn.com.", "dns_qtype": "16", "ip_version": "6",
                "ip_ttl": "255", "dns_rcode": "5", "edns_udp": "1232", "edns_options": "10",
                "edns_server_options": "15", "edns_ext_error": "20", "dns_proc_time_us": "6336", "dns_req_len": "49",
                "dns_res_len": "43",
            ])
    }

    @Test func fragmentedResponse() throws {
        expect(
            try decode("test-ip-1-dns-response-2-ip-fragments.pcap").row,
            [
                "row_kind": "response_only", "dns_id": "31041", "dns_qname_full": "nl.", "dns_qtype": "6",
                "dns_aa": "true", "dns_ancount": "2", "dns_nscount": "5", "dns_arcount": "13", "dns_res_len": "1619",
                "ip_src": "172.217.40.67", "prot_src_port": "44714", "edns_server_options": "8", "ip_res_frags": "2",
            ])
    }

    @Test func oneQuery() throws {
        expect(
            try decode("test-knot-resolver-1-query-txt.pcap").row,
            [
                "row_kind": "unanswered", "dns_id": "5548", "dns_labels": "7",
                "dns_qname": "test.sidn.sidn.sidn.sidn", "dns_domainname": "sidn.nl", "dns_qtype": "16",
                "dns_rd": "true", "dns_req_len": "50",
            ])
    }

    @Test func zoneTransfer() throws {
        let decoding = try decode("test-multiple-dns-msg-over-tcp.pcap")
        #expect(decoding.totals.responses == 6)
        expect(
            decoding.row,
            [
                "row_kind": "response_only", "dns_id": "731", "dns_qname_full": "maori.nz.", "dns_qtype": "252",
                "dns_aa": "true", "dns_ancount": "372", "dns_arcount": "2", "dns_res_messages": "6",
                "dns_res_len": "47099", "edns_server_options": "10",
            ])
    }

    @Test func queryAndResponse() throws {
        expect(
            try decode("test-query-response-ok.pcap").row,
            [
                "dns_id": "8200", "dns_qname_full": "pSConSUlt.Nl.", "dns_domainname": "psconsult.nl",
                "dns_qtype": "2", "dns_rcode": "3", "dns_aa": "true", "dns_nscount": "1", "dns_arcount": "1",
                "ip_ttl": "124", "ip_src": "172.253.6.130", "prot_src_port": "51820", "ip_dst": "185.159.199.200",
                "edns_udp": "1400", "dns_req_len": "41", "dns_res_len": "112", "dns_proc_time_us": "168",
            ])
    }
}
