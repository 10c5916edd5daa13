extension Correction {
    /// Everything in which rows of `entrada2_dns` differ from ENTRADA2's own.
    static let all: [Correction] = general + ofCaptures + joined

    private static let general = [
        Correction(column: "time", rule: .microseconds, why: "times are kept in microseconds"),
        Correction(column: "dns_qname_full", rule: .added, why: "the whole name is always there"),
        Correction(column: "dns_req_len", rule: .withoutLengthPrefix, why: "the length of the message alone"),
        Correction(column: "dns_res_len", rule: .withoutLengthPrefix, why: "the length of the message alone"),
        Correction(column: "ip_src", rule: .shortestAddress, why: "addresses are written as RFC 5952 says"),
        Correction(column: "dns_proc_time", rule: .oneMillisecond, why: "the difference is rounded, not the times"),
    ]

    private static func of(
        _ capture: String, why: String, _ changes: (column: String, from: String?, to: String?)...
    ) -> [Correction] {
        changes.map { Correction(column: $0.column, capture: capture, rule: .becomes($0.from, $0.to), why: why) }
    }

    private static let ofCaptures = [
        of(
            "nullbyte-nl", why: "a label of one zero byte is a label (RFC 2181 11)", ("dns_labels", "1", "2"),
            ("dns_domainname", nil, #"\000.nl"#)),
        of(
            "test-dynamic-updates", why: "the zone section of an UPDATE stands where a question does (RFC 2136 2.3)",
            ("dns_qtype", nil, "6"), ("dns_qclass", nil, "1"), ("dns_labels", nil, "1"), ("dns_tld", nil, "nl")),
        of(
            "test-extended-errors-not-auth", why: "options of query and response are both read",
            ("edns_options", nil, "[10]"), ("edns_server_options", nil, "[15]"), ("edns_ext_error", nil, "[20]")),
        of(
            "test-rcode-badvers", why: "the upper bits of the return code stand in OPT (RFC 6891 6.1.3)",
            ("dns_rcode", "0", "16"), ("edns_options", nil, "[10]")),
        of(
            "test-udp-2-dns-ok", why: "the client subnet of a query is read", ("edns_options", nil, "[8]"),
            ("edns_ecs", nil, "35.195.39.0/24"), ("edns_server_options", nil, "[8]")),
        of(
            "test-ip-1-dns-response-2-ip-fragments", why: "options of a response are read",
            ("edns_server_options", nil, "[8]")),
        of(
            "test-multiple-dns-msg-over-tcp", why: "options of a response are read",
            ("edns_server_options", nil, "[10]")),
        of(
            "test-multiple-dns-msg-over-tcp", why: "all six messages of the zone transfer count",
            ("dns_res_len", "9759", "47099")),
    ].flatMap { $0 }

    private static let joined = [
        of(
            "test-tcp-ixfr", why: "query and response of the transfer belong together", ("dns_rd", nil, "false"),
            ("dns_cd", nil, "false"), ("dns_req_len", nil, "192"), ("ip_ttl", nil, "64"),
            ("dns_proc_time", nil, "10"), ("tcp_rtt", nil, "11"),
            ("time", "2019-07-17T00:31:22.134", "2019-07-17 00:31:22.123278")),
        of(
            "test-tcp-syn-retransmission", why: "query and response of the transfer belong together",
            ("dns_rd", nil, "false"), ("dns_cd", nil, "false"), ("dns_req_len", nil, "189"), ("ip_ttl", nil, "64"),
            ("dns_proc_time", nil, "10"), ("time", "2019-07-17T00:31:32.635", "2019-07-17 00:31:32.62439")),
        of(
            "test-tcp-stream-continued", why: "the responses are found although the stream was open before",
            ("dns_aa", nil, "true"), ("dns_tc", nil, "false"), ("dns_ra", nil, "false"), ("dns_ad", nil, "false"),
            ("dns_ancount", nil, "0"), ("dns_nscount", nil, "8"), ("dns_arcount", nil, "1"),
            ("dns_rcode", "-1", "3"),
            ("dns_proc_time", nil, "0"), ("dns_proc_time", nil, "1"), ("dns_res_len", nil, "743"),
            ("dns_res_len", nil, "750"),
            ("dns_res_len", nil, "738")),
    ].flatMap { $0 }
}
