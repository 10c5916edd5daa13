import Testing

/// Small captures, each made to show one rule.
@Suite("Probes", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct ProbeTests {
    private func decode(_ name: String) throws -> Decoding { try Corpus.decode("probes/\(name).pcap") }

    private func expect(
        _ name: String, _ expected: KeyValuePairs<String, String?>, at location: SourceLocation = #_sourceLocation
    ) throws {
        let decoding = try decode(name)
        #expect(decoding.row?.differences(expected) == [], sourceLocation: location)
    }

    @Test func joining() throws {
        try expect(
            "a_qdcount0_response",
            [
                "row_kind": "matched", "dns_qname_full": "a.example.nl.", "dns_rcode": "1", "dns_proc_time_us": "500",
                "dns_qdcount": "0",
            ])
        let mixed = try decode("j_0x20_response_lowercased")
        #expect(mixed.row?["row_kind"] == "matched")
        #expect(mixed.row?["dns_qname_full"]?.hasPrefix("MiXed.nL.") == true)
        try expect("p_sub_ms_timing", ["row_kind": "matched", "dns_proc_time_us": "2"])
    }

    @Test(arguments: ["c_tcp_out_of_order", "d_tcp_in_order_2seg"])
    func segments(name: String) throws {
        try expect(name, ["row_kind": "unanswered", "dns_req_len": "32"])
    }

    @Test func twoMessagesInASegment() throws {
        let rows = try decode("f_tcp_two_msgs_one_segment_edns").dns
        #expect(rows.map { $0["edns_options"] } == ["8,10", "8,10"])
        #expect(rows.map { $0["dns_req_len"] } == ["58", "58"])
    }

    @Test func datagrams() throws {
        try expect("h_ip_frag_inorder", ["dns_truncated": "false"])
        try expect("n_ipv6_atomic_fragment", ["dns_qname_full": "atomic.nl.", "ip_frags": nil])
    }

    @Test func unusualQueries() throws {
        try expect(
            "i_notify_unanswered",
            ["row_kind": "unanswered", "dns_opcode": "4", "dns_qname_full": "zone.nl.", "dns_rcode": nil])
        try expect("l_label_with_dot_and_8bit", ["dns_qname_full": #"a\.\233b.example.nl."#, "dns_labels": "3"])
    }

    @Test func clientSubnets() throws {
        try expect("r_ecs_optout_source0", ["edns_options": "8,10", "edns_ecs": "0.0.0.0/0", "dns_req_len": "55"])
        try expect("t_ecs_family0", ["edns_options": "8,3", "edns_ecs": nil, "dns_req_len": "47"])
        try expect("u_ecs_v6", ["edns_ecs": "2001:db8:0:100::/56", "dns_req_len": "50"])
    }
}
