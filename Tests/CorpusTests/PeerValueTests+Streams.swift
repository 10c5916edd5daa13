import Testing
import WorkerProtocol

/// What came over TCP.
extension PeerValueTests {
    @Test func streamOfRequests() throws {
        let rows = try rows("tcp-stream-multiple-dns-message-request-only.pcap")
        expect(
            rows.first { $0["dns_id"] == "27707" },
            [
                "dns_qname_full": "bollywoodblog.nl.", "dns_qtype": "255", "ip_ttl": "56", "ip_src": "93.190.234.217",
                "prot_src_port": "50898", "ip_dst": "194.0.25.24", "prot_dst_port": "53", "dns_rd": "true",
                "dns_req_len": "34", "time": "2019-08-19 13:56:13.349012",
            ])
        // 2 + length of each, the whole stream.
        #expect(rows.reduce(0) { $0 + ($1.integer("dns_req_len") ?? 0) } > 530 * 17)
    }

    @Test func streamOfResponses() throws {
        let rows = try rows("tcp-stream-multiple-dns-message-response-only.pcap")
        expect(
            rows.first { $0["dns_id"] == "27707" },
            [
                "dns_rcode": "3", "dns_aa": "true", "dns_ancount": "0", "dns_nscount": "1", "dns_arcount": "0",
                "dns_qdcount": "1", "dns_res_len": "105", "dns_rd": nil, "ip_ttl": nil,
            ])
    }

    @Test func oneStream() throws {
        let capture = try DecodedCapture("dns/entrada2/sidnlabs-tcp.pcap")
        #expect(try capture.icmp.map { $0["icmp_type"] } == ["135", "135"])
        // Neither LLDP nor anything else is a fault.
        #expect(capture.outcome.errors.isEmpty)
        try expectOnly(
            "tcp.pcap",
            [
                "dns_id": "38673", "dns_qname_full": "sidnlabs.nl.", "dns_qtype": "1", "ip_ttl": "64",
                "dns_rd": "true", "dns_ra": "true", "dns_ad": "true", "dns_ancount": "4", "dns_nscount": "2",
                "dns_arcount": "3", "edns_udp": "4096", "dns_proc_time_us": "96572", "tcp_rtt_us": "27480",
                "dns_req_len": "40", "dns_res_len": "189",
            ])
    }

    @Test func zoneTransfer() throws {
        let lengths = [9759, 8742, 8540, 8557, 8483, 3018]
        try expectOnly(
            "test-multiple-dns-msg-over-tcp.pcap",
            [
                "dns_id": "731", "dns_qname_full": "maori.nz.", "dns_qtype": "252", "dns_aa": "true",
                "dns_ancount": "372", "dns_arcount": "2", "dns_tld": "maori.nz", "dns_res_messages": "6",
                "dns_res_len": String(lengths.reduce(0, +)), "edns_server_options": "[10]",
            ])
    }

    @Test func incrementalTransfers() throws {
        try expectOnly(
            "test-tcp-ixfr.pcap",
            [
                "dns_id": "35126", "dns_qname_full": "health.nz.", "dns_qtype": "251", "dns_aa": "true",
                "dns_ancount": "10", "dns_arcount": "1", "dns_req_len": "192", "dns_res_len": "1094",
                "tcp_rtt_us": "10544", "dns_proc_time_us": "10426", "dns_res_messages": "1",
            ])
        try expectOnly(
            "test-tcp-syn-retransmission.pcap",
            [
                "dns_id": "63254", "dns_qname_full": "org.nz.", "dns_qtype": "251", "dns_aa": "true",
                "dns_ancount": "10", "dns_arcount": "1", "tcp_rtt_us": nil, "dns_req_len": "189",
                "dns_res_len": "1079",
            ])
    }

    @Test func emptyPush() throws {
        try expectOnly(
            "test-tcp-psh-with-empty-payload.pcap",
            [
                "dns_id": "19788", "dns_qname_full": "www.debijenkorf.nl.", "dns_qtype": "1", "ip_ttl": "53",
                "dns_nscount": "6", "dns_arcount": "1", "edns_udp": "4096", "edns_do": "true", "tcp_rtt_us": "14183",
                "dns_proc_time_us": "112", "dns_req_len": "47", "dns_res_len": "601",
            ])
    }

    @Test func streamThatContinues() throws {
        let rows = try rows("test-tcp-stream-continued.pcap.gz")
        let answered = rows.filter { $0["dns_res_len"] != nil }.compactMap { $0.integer("dns_id") }
        #expect(
            Set(answered) == [
                0xE5A9, 0x8BC2, 0x0AEF, 0x8426, 0xE164, 0x62D1, 0xB453, 0xF299, 0x8C68, 0xC063, 0xDFDD, 0x983D,
            ])
        let matched = rows.filter { $0["row_kind"] == "matched" }.compactMap { $0.integer("dns_id") }
        #expect(Set(matched) == [0xC063, 0xDFDD, 0x983D])
        expect(
            rows.first { $0["dns_id"] == "49251" },
            [
                "dns_qname_full": "thecompoundsocal.nl.", "dns_qtype": "28", "ip_src": "34.85.238.64",
                "prot_src_port": "52508", "ip_dst": "185.159.199.200", "dns_cd": "true", "edns_udp": "1232",
                "edns_do": "true", "dns_req_len": "48",
            ])
    }

    @Test func smallBuffer() throws {
        try expectOnly(
            "test-udp-edns-size-512-1-request.pcap",
            [
                "dns_id": "41986", "dns_qname_full": "nz.", "dns_qtype": "6", "prot": "6", "edns_udp": "512",
                "edns_options": "[3]", "ip_src": "103.229.176.3", "prot_src_port": "48510",
                "ip_dst": "185.159.197.130", "dns_labels": "1", "dns_req_len": "35",
            ])
    }
}
