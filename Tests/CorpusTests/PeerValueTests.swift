import Testing
import WorkerProtocol

/// The values that are right for the peer's own captures, also where its decoder and the RFCs differ.
@Suite("Values in captures of the peer's test suite", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct PeerValueTests {
    private func rows(_ name: String) throws -> [Row] { try DecodedCapture("dns/entrada2/sidnlabs-" + name).dns }

    private func expect(
        _ row: Row?, _ expected: KeyValuePairs<String, String?>, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(row?.differences(expected) == [], sourceLocation: location)
    }

    private func expectOnly(
        _ name: String, _ expected: KeyValuePairs<String, String?>, at location: SourceLocation = #_sourceLocation
    ) throws {
        let rows = try rows(name)
        #expect(rows.count == 1, sourceLocation: location)
        expect(rows.first, expected, at: location)
    }

    @Test func nullByte() throws {
        let rows = try rows("nullbyte-nl.pcap")
        try #require(rows.count == 4)
        #expect(rows.map { $0["dns_req_len"] } == ["28", "28", "31", "33"])
        expect(rows[0], ["dns_id": "37745", "dns_qname_full": "ns1.dns.nl.", "dns_qtype": "28"])
        expect(rows[1], ["dns_id": "42160", "dns_qname_full": "ns1.dns.nl.", "dns_qtype": "1"])
        expect(
            rows[2],
            [
                "dns_id": "12129", "dns_qname_full": "nl.", "dns_qtype": "6", "ip_version": "6", "edns_udp": "4096",
                "edns_do": "true",
            ])
        expect(
            rows[3],
            [
                "dns_id": "18908", "dns_qname_full": #"\000.nl."#, "dns_labels": "2", "dns_domainname": #"\000.nl"#,
                "dns_qtype": "43", "dns_tld": "nl", "dns_qname": nil,
            ])
    }

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

    @Test func dynamicUpdates() throws {
        let rows = try rows("test-dynamic-updates.pcap")
        for row in rows {
            expect(
                row,
                [
                    "dns_opcode": "5", "dns_rcode": "5", "dns_qname_full": "nl.", "dns_qtype": "6", "dns_qclass": "1",
                    "dns_tld": "nl", "dns_labels": "1",
                ])
        }
        expect(
            rows.first,
            [
                "dns_id": "9167", "ip_ttl": "245", "ip_src": "145.128.244.49", "prot_src_port": "48673",
                "dns_req_len": "69", "dns_res_len": "20",
            ])
    }

    @Test func extendedError() throws {
        try expectOnly(
            "test-extended-errors-not-auth.pcap.gz",
            [
                "dns_id": "45596", "dns_qname_full": "sidn.com.", "dns_qtype": "16", "ip_version": "6",
                "ip_ttl": "255", "dns_rcode": "5", "edns_udp": "1232", "edns_options": "[10]",
                "edns_server_options": "[15]", "edns_ext_error": "[20]", "dns_proc_time_us": "6336",
                "dns_req_len": "49", "dns_res_len": "43",
            ])
    }

    @Test func fragmentedResponse() throws {
        try expectOnly(
            "test-ip-1-dns-response-2-ip-fragments.pcap",
            [
                "dns_id": "31041", "dns_qname_full": "nl.", "dns_qtype": "6", "dns_aa": "true", "dns_ancount": "2",
                "dns_nscount": "5", "dns_arcount": "13", "dns_res_len": "1619", "ip_src": "172.217.40.67",
                "prot_src_port": "44714", "edns_server_options": "[8]", "ip_res_frags": "2", "ip_frags": nil,
            ])
    }

    @Test func oneQuery() throws {
        try expectOnly(
            "test-knot-resolver-1-query-txt.pcap",
            [
                "dns_id": "5548", "dns_qname_full": "test.sidn.sidn.sidn.sidn.sidn.nl.", "dns_labels": "7",
                "dns_qname": "test.sidn.sidn.sidn.sidn", "dns_domainname": "sidn.nl", "dns_qtype": "16",
                "dns_rd": "true", "dns_req_len": "50", "dns_rcode": nil,
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

    @Test func queryAndResponse() throws {
        try expectOnly(
            "test-query-response-ok.pcap",
            [
                "dns_id": "8200", "dns_qname_full": "pSConSUlt.Nl.", "dns_domainname": "psconsult.nl",
                "dns_qtype": "2", "dns_rcode": "3", "dns_aa": "true", "dns_nscount": "1", "dns_arcount": "1",
                "ip_ttl": "124", "ip_src": "172.253.6.130", "prot_src_port": "51820", "ip_dst": "185.159.199.200",
                "edns_udp": "1400", "dns_req_len": "41", "dns_res_len": "112", "dns_proc_time_us": "168",
            ])
    }

    @Test func extendedReturnCode() throws {
        let rows = try rows("test-rcode-badvers.pcap.gz")
        #expect(rows.map { $0["dns_id"] } == ["18498", "5483", "26335"])
        #expect(rows.map { $0["dns_proc_time_us"] } == ["74018", "83686", "4887"])
        #expect(rows.map { $0["dns_req_len"] } == ["28", "28", "43"])
        #expect(rows.map { $0["dns_res_len"] } == ["44", "56", "31"])
        #expect(rows.map { $0["dns_rcode"] } == ["0", "0", "16"])
        expect(
            rows.last,
            [
                "dns_qname_full": "nl.", "dns_qtype": "16", "edns_version": "1", "edns_udp": "1232",
                "edns_options": "[10]",
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

    @Test func clientSubnetOverUDP() throws {
        try expectOnly(
            "test-udp-2-dns-ok.pcap",
            [
                "dns_id": "14668", "dns_qname_full": "www.sidnlabs.nl.", "dns_qtype": "5", "dns_cd": "true",
                "dns_nscount": "4", "dns_arcount": "5", "edns_udp": "4096", "edns_do": "true", "dns_req_len": "55",
                "dns_res_len": "394", "edns_options": "[8]", "edns_ecs": "35.195.39.0/24",
                "edns_server_options": "[8]", "dns_proc_time_us": "108",
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

    /// Two xz streams, of which the second goes on with the records.
    @Test func twoParts() throws {
        let rows = try rows("test-xz-compression-multiple-parts-2-packets.pcap.xz")
        for row in rows {
            expect(
                row,
                [
                    "dns_id": "22411", "dns_qname_full": "ns4.dns.net.nz.", "dns_qtype": "28",
                    "ip_src": "82.102.16.219", "prot_src_port": "16445", "ip_dst": "185.159.197.130", "dns_cd": "true",
                    "edns_udp": "4096", "edns_do": "true", "dns_req_len": "43", "dns_labels": "4",
                    "dns_tld": "net.nz",
                ])
        }
        #expect(Set(rows.map { $0["time"] }).count == 1)
    }
}
