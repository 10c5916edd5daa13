import Tables

/// The relations that a query can use: one of each table over the snapshot's files, and the same with the names and units
/// of other systems.
public enum WarehouseViews {
    /// Makes the views on a connection.
    public static func create(_ snapshot: Snapshot, on connection: Connection) throws {
        for table in Table.allCases {
            let files = snapshot.files.filter { $0.table == table.rawValue }.map {
                LiveRows.File(path: snapshot.root + "/" + $0.path, maskedCaptures: $0.masked)
            }
            try connection.execute(
                "CREATE TEMP VIEW \(SQLText.name(table.rawValue)) AS \(LiveRows.select(TableSchema.of(table), files))")
        }
        try connection.execute("CREATE TEMP VIEW entrada2_dns AS \(entrada2)")
    }

    /// ENTRADA2's columns: milliseconds, −1 for an rcode that nobody gave. `row_kind`s that it does not know are
    /// answered or unanswered queries there.
    static let entrada2 = """
        SELECT dns_id, "time", dns_qname, dns_domainname, dns_req_len, dns_res_len, dns_proc_time_us // 1000 AS dns_proc_time,
            dns_rcode_or AS dns_rcode, dns_opcode, dns_qtype, dns_qclass, dns_aa, dns_tc, dns_rd, dns_ra, dns_ad, dns_cd,
            dns_qdcount, dns_ancount, dns_nscount, dns_arcount, dns_labels, dns_cname, dns_rdata, dns_pub_resolver, dns_tld,
            ip_version, ip_ttl, prot, ip_src, ip_dst, prot_src_port, prot_dst_port, ip_geo_country, ip_asn, ip_asn_org,
            tcp_rtt_us // 1000 AS tcp_rtt, edns_udp, edns_version, edns_do, edns_options, edns_server_options, edns_ecs,
            edns_ecs_ip_asn, edns_ecs_ip_asn_org, edns_ecs_ip_geo_country, edns_ext_error, server, server_location
        FROM (SELECT *, coalesce(dns_rcode, -1) AS dns_rcode_or FROM dns)
        """
}
