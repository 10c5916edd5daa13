import Testing

/// More of the peer's captures: extended return codes, incremental transfers, streams that continue.
@Suite("Captures of the peer's test suite, continued", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct PeerCaptureRestTests {
    private func decode(_ name: String) throws -> Decoding { try Corpus.decode("dns/entrada2/sidnlabs-test-" + name) }

    private func expect(
        _ row: Row?, _ expected: KeyValuePairs<String, String?>, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(row?.differences(expected) == [], sourceLocation: location)
    }

    @Test func extendedReturnCode() throws {
        let rows = try decode("rcode-badvers.pcap.gz").dns
        #expect(rows.map { $0["dns_id"] } == ["18498", "5483", "26335"])
        #expect(rows.map { $0["dns_proc_time_us"] } == ["74018", "83686", "4887"])
        #expect(rows.map { $0["dns_req_len"] } == ["28", "28", "43"])
        #expect(rows.map { $0["dns_res_len"] } == ["44", "56", "31"])
        expect(
            rows.last,
            [
                "dns_qname_full": "nl.", "dns_qtype": "16", "edns_version": "1", "edns_udp": "1232",
                "dns_rcode": "16", "edns_options": "10",
            ])
    }

    @Test func incrementalTransfers() throws {
        expect(
            try decode("tcp-ixfr.pcap").row,
            [
                "row_kind": "matched", "dns_id": "35126", "dns_qname_full": "health.nz.", "dns_qtype": "251",
                "dns_aa": "true", "dns_ancount": "10", "dns_arcount": "1", "dns_req_len": "192",
                "dns_res_len": "1094", "tcp_rtt_us": "10544", "dns_proc_time_us": "10426", "dns_res_messages": "1",
            ])
        expect(
            try decode("tcp-syn-retransmission.pcap").row,
            [
                "row_kind": "matched", "dns_id": "63254", "dns_qname_full": "org.nz.", "dns_qtype": "251",
                "dns_ancount": "10", "tcp_rtt_us": nil, "dns_req_len": "189", "dns_res_len": "1079",
            ])
    }

    @Test func emptyPush() throws {
        expect(
            try decode("tcp-psh-with-empty-payload.pcap").row,
            [
                "row_kind": "matched", "dns_id": "19788", "dns_qname_full": "www.debijenkorf.nl.", "dns_qtype": "1",
                "ip_ttl": "53", "dns_nscount": "6", "dns_arcount": "1", "edns_udp": "4096", "edns_do": "true",
                "tcp_rtt_us": "14183", "dns_proc_time_us": "112", "dns_req_len": "47", "dns_res_len": "601",
            ])
    }

    @Test func streamThatContinues() throws {
        let decoding = try decode("tcp-stream-continued.pcap.gz")
        let counts = Dictionary(decoding.kinds.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(counts == ["matched": 3, "response_only": 9, "unanswered": 16])
        let matched = decoding.dns.filter { $0["row_kind"] == "matched" }.compactMap { $0.integer("dns_id") }
        #expect(Set(matched) == [0xC063, 0xDFDD, 0x983D])
        let query = decoding.dns.first { $0["dns_id"] == "49251" }
        expect(
            query,
            [
                "dns_qname_full": "thecompoundsocal.nl.", "dns_qtype": "28", "ip_src": "34.85.238.64",
                "prot_src_port": "52508", "ip_dst": "185.159.199.200", "dns_cd": "true", "edns_udp": "1232",
                "edns_do": "true",
            ])
    }

    @Test func clientSubnetOverUDP() throws {
        expect(
            try decode("udp-2-dns-ok.pcap").row,
            [
                "row_kind": "matched", "dns_id": "14668", "dns_qname_full": "www.sidnlabs.nl.", "dns_qtype": "5",
                "dns_cd": "true", "dns_nscount": "4", "dns_arcount": "5", "edns_udp": "4096", "edns_do": "true",
                "dns_req_len": "55", "dns_res_len": "394", "edns_options": "8", "edns_ecs": "35.195.39.0/24",
                "edns_server_options": "8", "dns_proc_time_us": "108",
            ])
    }

    @Test func smallBuffer() throws {
        expect(
            try decode("udp-edns-size-512-1-request.pcap").row,
            [
                "row_kind": "unanswered", "dns_id": "41986", "dns_qname_full": "nz.", "dns_qtype": "6", "prot": "6",
                "edns_udp": "512", "edns_options": "3", "ip_src": "103.229.176.3", "prot_src_port": "48510",
                "ip_dst": "185.159.197.130", "dns_labels": "1", "dns_req_len": "35",
            ])
    }

    @Test func errorsThatQuotePackets() throws {
        let folder = "icmp/sidnlabs-test-"
        expect(
            try Corpus.decode(folder + "icmp-dest-unreachable-1-packet-dns-payload.pcap").icmp.first,
            [
                "ip_src": "218.241.242.237", "ip_dst": "194.0.28.53", "ip_ttl": "49", "ip_len": "576",
                "orig_ip_src": "194.0.28.53", "orig_src_port": "53", "orig_ip_dst": "218.241.242.237",
                "orig_dst_port": "44270", "orig_ip_ttl": "47", "orig_ip_len": "798", "orig_prot": "17",
                "orig_dns_id": "16913", "orig_dns_qname_full": "google.nl.", "orig_dns_qtype": "43",
                "orig_dns_qr": "true", "orig_dns_aa": "true",
            ])
        expect(
            try Corpus.decode(folder + "icmpv6-with-icmpv6-payload.pcap").icmp.first,
            [
                "ip_src": "2001:7f8:4::5:1d1:1", "ip_dst": "2620:10a:80aa::130", "ip_ttl": "63", "ip_len": "144",
                "icmp_type": "3", "icmp_code": "0", "orig_ip_ttl": "1", "orig_ip_dst": "2001:43f8:90:608::244",
                "orig_ip_len": "96", "orig_icmp_type": "129", "orig_icmp_code": "0",
            ])
    }
}
