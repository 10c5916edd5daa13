import Tables
import Testing

/// The columns that the data model names, written down a second time: none may vanish or change its name.
@Suite struct SchemaTests {
    private static let dns = """
        row_kind time dns_id dns_qname_full dns_qname dns_domainname dns_tld dns_labels dns_qtype dns_qclass dns_opcode
        dns_rcode dns_aa dns_tc dns_ra dns_ad dns_rd dns_cd dns_q_tc dns_q_ra dns_q_ad dns_z dns_qdcount dns_ancount
        dns_nscount dns_arcount dns_req_len dns_res_len dns_proc_time_us dns_res_messages dns_truncated ip_version ip_ttl
        prot ip_src ip_dst prot_src_port prot_dst_port ip_df ip_res_df ip_frags ip_res_frags tcp_rtt_us ip_geo_country
        ip_asn ip_asn_org dns_pub_resolver edns_udp edns_version edns_do edns_options edns_server_options edns_ecs
        edns_ecs_scope edns_ecs_ip_asn edns_ecs_ip_asn_org edns_ecs_ip_geo_country edns_nsid edns_cookie_client
        edns_cookie_server edns_padding edns_keytag edns_dau edns_dhu edns_n3u edns_ext_error edns_ext_error_text dns_cname
        dns_rdata server server_location capture_id capture_frame
        """
    private static let icmp = """
        time icmp_type icmp_code icmp_echo_client icmp_ip_mtu ip_version ip_ttl ip_src ip_dst ip_len ip_geo_country ip_asn
        ip_asn_org orig_ip_version orig_ip_ttl orig_ip_src orig_ip_dst orig_ip_len orig_prot orig_src_port orig_dst_port
        orig_icmp_type orig_icmp_code orig_dns_id orig_dns_qname_full orig_dns_domainname orig_dns_qtype orig_dns_qclass
        orig_dns_opcode orig_dns_rcode orig_dns_labels server server_location capture_id capture_frame
        """
    private static let flows = """
        time flow_start flow_end exporter version engine_type engine_id sampling_mode sampling_interval flow_sequence
        ip_version ip_src ip_dst next_hop prot_src_port prot_dst_port prot tcp_flags tos input_if output_if packets bytes
        src_as dst_as src_mask dst_mask flow_id capture_id
        """

    @Test(arguments: [(Table.dns, dns), (.icmp, icmp), (.flows, flows)])
    func everyColumnOfTheDataModelIsThere(_ table: Table, _ names: String) {
        let known = Set(TableSchema.of(table).columns.map(\.name))
        let wanted = names.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(wanted.filter { !known.contains($0) } == [])
        if table == .dns { #expect(TableSchema.dns.columns.map(\.name) == wanted, "and in this order") }
    }

    @Test(arguments: Table.allCases)
    func namesAreUniqueAndFitForSQLAndEveryColumnSaysWhatItIs(_ table: Table) {
        let schema = TableSchema.of(table)
        #expect(schema.table == table)
        #expect(Set(schema.columns.map(\.name)).count == schema.columns.count)
        for (index, column) in schema.columns.enumerated() {
            #expect(column.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(column.name)")
            #expect(!column.meaning.isEmpty && !column.type.sql.isEmpty, "\(column.name)")
            #expect(schema.index(of: column.name) == index)
            if column.name.hasSuffix("_us") { #expect(column.type == .int64, "\(column.name)") }
        }
        #expect(schema.index(of: "no such column") == nil)
        #expect(schema.columns.contains { $0.name == "time" && $0.type == .timestamp })
        #expect(schema.columns.contains { $0.name == "capture_id" && $0.type == .int64 })
    }

    @Test func theColumnsOfABatchAreThoseOfItsSchema() {
        for batch in [DNSBatch(capacity: 3) as any ColumnBatch, ICMPBatch(capacity: 3)] { check(batch) }
    }

    private func check(_ batch: any ColumnBatch) {
        #expect(batch.columns.count == batch.schema.columns.count)
        for (column, storage) in zip(batch.schema.columns, batch.columns) {
            let fits: Bool =
                switch column.type {
                case .text: storage is TextColumn
                case .dictionaryText: storage is DictionaryColumn
                case .int32: storage is FixedColumn<Int32>
                case .int64, .timestamp: storage is FixedColumn<Int64>
                case .bool: storage is FixedColumn<Bool>
                case .int32List: storage is Int32ListColumn
                case .textList: storage is TextListColumn
                case .recordList: storage is RecordListColumn
                }
            #expect(fits, "\(column.name) is \(type(of: storage))")
        }
        #expect(Set(batch.columns.map { ObjectIdentifier($0) }).count == batch.columns.count)
    }

    @Test func aBatchIsFilledAndUsedAgain() {
        let batch = DNSBatch(capacity: 2)
        for round in 0..<3 {
            #expect(batch.rowCount == 0)
            let (first, second) = (batch.appendRow(), batch.appendRow())
            #expect((first, second, batch.rowCount) == (0, 1, 2))
            batch.dnsId.set(first, Int32(round))
            batch.ednsOptions.append(second, 10)
            #expect(batch.dnsId.value(first) == Int32(round) && batch.dnsId.value(second) == nil)
            #expect(batch.ednsOptions.list(first) == nil && batch.ednsOptions.list(second) == [10])
            batch.removeAll()
        }
        #expect(batch.dnsId.value(0) == nil && batch.ednsOptions.list(1) == nil)
    }
}
