import Tables

/// The relations that a query can use: one of each table over the snapshot's files, and the same with the names and
/// units of other systems.
enum WarehouseViews {
    /// Makes the views on a connection.
    static func create(_ snapshot: Snapshot, on connection: Connection) throws {
        for table in Table.allCases {
            let files = snapshot.files.filter { $0.table == table.rawValue }.map {
                LiveRows.File(path: snapshot.path($0), maskedCaptures: $0.masked)
            }
            try connection.execute(
                "CREATE TEMP VIEW \(SQLText.name(table.rawValue)) AS \(LiveRows.select(TableSchema.of(table), files))")
        }
        try connection.execute("CREATE TEMP VIEW entrada2_dns AS \(entrada2)")
        try connection.execute("CREATE TEMP VIEW netflow AS \(netflow)")
    }

    /// ENTRADA2's columns in its order, with its types and units: rounded milliseconds, −1 for an rcode that nobody gave,
    /// systems as text, records without name, class and TTL and with sections from 0 on.
    private static let entrada2 = """
        SELECT dns_id, "time", dns_qname, dns_domainname, ip_ttl, ip_version, prot, ip_src, prot_src_port, ip_dst,
            prot_dst_port, dns_aa, dns_tc, dns_rd, dns_ra, dns_ad, dns_cd, dns_ancount, dns_arcount, dns_nscount,
            dns_qdcount, dns_opcode, coalesce(dns.dns_rcode, -1) AS dns_rcode, dns_qtype, dns_qclass, ip_geo_country,
            ip_asn::VARCHAR AS ip_asn, ip_asn_org, edns_udp, edns_version, edns_do, edns_options, edns_ecs,
            edns_ecs_ip_asn::VARCHAR AS edns_ecs_ip_asn, edns_ecs_ip_asn_org, edns_ecs_ip_geo_country, edns_ext_error,
            dns_labels, round(dns_proc_time_us / 1000)::INTEGER AS dns_proc_time, dns_pub_resolver, dns_req_len,
            dns_res_len, round(tcp_rtt_us / 1000)::INTEGER AS tcp_rtt, "server", server_location,
            list_transform(
                dns_rdata, lambda r: {'section': r.section - 1, 'type': r.type, 'data': r.data}) AS dns_rdata,
            dns_cname, dns_tld, dns_qname_full, edns_server_options
        FROM dns
        """

    /// An IPv4 address as a number, NULL for others.
    private static func number(_ column: String) -> String {
        "CASE WHEN ip_version = 4 THEN list_reduce(string_split(\(column), '.')::BIGINT[], lambda a, b: a * 256 + b) END"
    }

    /// NetFlow v5's own names.
    private static let netflow = """
        SELECT flow_id AS id, "time" AS packet_timestamp, "version", flow_sequence, engine_type, engine_id,
            sampling_mode, sampling_interval, exporter, flow_start AS "first", flow_end AS "last",
            \(number("ip_src")) AS srcaddr, ip_src AS srcaddr_s, \(number("ip_dst")) AS dstaddr, ip_dst AS dstaddr_s, next_hop AS nexthop, input_if AS snmpinput, output_if AS snmpoutput,
            packets AS "dPkts", bytes AS "dOctets", prot_src_port AS srcport, prot_dst_port AS dstport, tcp_flags,
            prot, tos, src_as, dst_as, src_mask, dst_mask
        FROM flows
        """
}
