import SharedInputs
import Testing

/// The values that are right for the peer's own captures, also where its decoder and the RFCs differ.
@Suite("Values in captures of the peer's test suite", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct PeerValueTests {
    func rows(_ name: String) throws -> [Row] { try DecodedCapture("dns/entrada2/sidnlabs-" + name).dns }

    func expect(
        _ row: Row?, _ expected: KeyValuePairs<String, String?>, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(row?.differences(expected) == [], sourceLocation: location)
    }

    func expectOnly(
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
