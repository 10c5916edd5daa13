import SharedInputs
import Testing
import WorkerProtocol

/// Small captures, each made to show one rule, and errors that quote packets.
@Suite("Probes", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct ProbeTests {
    struct Probe: CustomTestStringConvertible {
        var file: String
        var rows: [KeyValuePairs<String, String?>]
        var testDescription: String { file }
    }

    static let probes = [
        Probe(
            file: "a_qdcount0_response",
            rows: [
                [
                    "row_kind": "matched", "dns_qname_full": "a.example.nl.", "dns_rcode": "1",
                    "dns_proc_time_us": "500", "dns_qdcount": "0", "ip_src": "192.0.2.1", "ip_dst": "198.51.100.53",
                ]
            ]),
        Probe(
            file: "c_tcp_out_of_order",
            rows: [["row_kind": "unanswered", "dns_qname_full": "ooo.example.nl.", "dns_req_len": "32"]]),
        Probe(file: "d_tcp_in_order_2seg", rows: [["row_kind": "unanswered", "dns_req_len": "32"]]),
        Probe(
            file: "f_tcp_two_msgs_one_segment_edns",
            rows: [
                ["edns_options": "[8, 10]", "dns_req_len": "58"], ["edns_options": "[8, 10]", "dns_req_len": "58"],
            ]),
        Probe(
            file: "h_ip_frag_inorder",
            rows: [["row_kind": "response_only", "dns_qname_full": "frag.nl.", "ip_res_frags": "2"]]),
        Probe(
            file: "i_notify_unanswered",
            rows: [
                [
                    "row_kind": "unanswered", "dns_opcode": "4", "dns_qname_full": "zone.nl.", "dns_qtype": "6",
                    "dns_rcode": nil,
                ]
            ]),
        Probe(
            file: "j_0x20_response_lowercased",
            rows: [["row_kind": "matched", "dns_qname_full": "MiXed.nL.", "dns_domainname": "mixed.nl"]]),
        Probe(
            file: "l_label_with_dot_and_8bit",
            rows: [["dns_qname_full": #"a\.\233b.example.nl."#, "dns_labels": "3", "dns_domainname": "example.nl"]]),
        Probe(file: "n_ipv6_atomic_fragment", rows: [["dns_qname_full": "atomic.nl.", "ip_frags": nil]]),
        Probe(file: "p_sub_ms_timing", rows: [["row_kind": "matched", "dns_proc_time_us": "2"]]),
        Probe(
            file: "r_ecs_optout_source0",
            rows: [["edns_options": "[8, 10]", "edns_ecs": "0.0.0.0/0", "dns_req_len": "55"]]),
        Probe(
            file: "s_ecs_overlong",
            rows: [["edns_options": "[8, 10]", "edns_ecs": "203.0.113.0/24", "dns_req_len": "61"]]),
        Probe(file: "t_ecs_family0", rows: [["edns_options": "[8, 3]", "edns_ecs": nil, "dns_req_len": "47"]]),
        Probe(file: "u_ecs_v6", rows: [["edns_ecs": "2001:db8:0:100::/56", "dns_req_len": "50"]]),
        Probe(
            file: "v_axfr_unanswered",
            rows: [
                ["row_kind": "unanswered", "dns_qname_full": "zone.nl.", "dns_qtype": "252", "dns_rcode": nil]
            ]),
    ]

    /// Two of the table are not in the corpus; tests with bytes made by hand stand for them in DecodeTests.
    static let missing: Set<String> = ["s_ecs_overlong", "v_axfr_unanswered"]

    @Test(arguments: probes)
    func values(probe: Probe) throws {
        let path = "probes/\(probe.file).pcap"
        guard Corpus.files("probes").contains(path) else {
            #expect(Self.missing.contains(probe.file))
            return
        }
        let rows = try DecodedCapture(path).dns
        try #require(rows.count == probe.rows.count)
        for (row, expected) in zip(rows, probe.rows) { #expect(row.differences(expected) == []) }
    }

    @Test func tableIsWhole() {
        #expect(Set(Self.probes.map { "probes/\($0.file).pcap" }).isSuperset(of: Corpus.files("probes")))
    }

    @Test func errorThatQuotesAResponse() throws {
        let capture = try DecodedCapture("icmp/sidnlabs-test-icmp-dest-unreachable-1-packet-dns-payload.pcap")
        #expect(capture.outcome.rows["dns"] == 0)
        let rows = try capture.icmp
        #expect(rows.count == 1)
        #expect(
            rows.first?.differences([
                "ip_src": "218.241.242.237", "ip_dst": "194.0.28.53", "ip_ttl": "49", "ip_len": "576",
                "orig_ip_src": "194.0.28.53", "orig_src_port": "53", "orig_ip_dst": "218.241.242.237",
                "orig_dst_port": "44270", "orig_ip_ttl": "47", "orig_ip_len": "798", "orig_prot": "17",
                "orig_dns_id": "16913", "orig_dns_qname_full": "google.nl.", "orig_dns_qtype": "43",
                "orig_dns_qr": "true", "orig_dns_aa": "true", "orig_dns_rcode": "0",
            ]) == [])
    }

    @Test func errorThatQuotesAnEcho() throws {
        let rows = try DecodedCapture("icmp/sidnlabs-test-icmpv6-with-icmpv6-payload.pcap").icmp
        #expect(rows.count == 1)
        #expect(
            rows.first?.differences([
                "ip_src": "2001:7f8:4::5:1d1:1", "ip_dst": "2620:10a:80aa::130", "ip_ttl": "63", "ip_len": "144",
                "icmp_type": "3", "icmp_code": "0", "orig_ip_ttl": "1", "orig_ip_dst": "2001:43f8:90:608::244",
                "orig_ip_len": "96", "orig_icmp_type": "129", "orig_icmp_code": "0",
            ]) == [])
    }
}
