import Tables
import Testing

/// The columns, written down a second time: none may vanish, or change its name, type or place.
@Suite struct SchemaTests {
    private static let dns = """
        row_kind:VARCHAR time:TIMESTAMP dns_id:INTEGER dns_qname_full:VARCHAR dns_qname:VARCHAR dns_domainname:VARCHAR
        dns_tld:VARCHAR dns_labels:INTEGER dns_qtype:INTEGER dns_qclass:INTEGER dns_opcode:INTEGER dns_rcode:INTEGER
        dns_aa:BOOLEAN dns_tc:BOOLEAN dns_ra:BOOLEAN dns_ad:BOOLEAN dns_rd:BOOLEAN dns_cd:BOOLEAN dns_q_tc:BOOLEAN
        dns_q_ra:BOOLEAN dns_q_ad:BOOLEAN dns_z:BOOLEAN dns_qdcount:INTEGER dns_ancount:INTEGER dns_nscount:INTEGER
        dns_arcount:INTEGER dns_req_len:INTEGER dns_res_len:INTEGER dns_proc_time_us:BIGINT dns_res_messages:INTEGER
        dns_truncated:BOOLEAN ip_version:INTEGER ip_ttl:INTEGER prot:INTEGER ip_src:VARCHAR ip_dst:VARCHAR
        prot_src_port:INTEGER prot_dst_port:INTEGER ip_df:BOOLEAN ip_res_df:BOOLEAN ip_frags:INTEGER
        ip_res_frags:INTEGER tcp_rtt_us:BIGINT ip_geo_country:VARCHAR ip_asn:BIGINT ip_asn_org:VARCHAR
        dns_pub_resolver:VARCHAR edns_udp:INTEGER edns_version:INTEGER edns_do:BOOLEAN edns_options:INTEGER[]
        edns_server_options:INTEGER[] edns_ecs:VARCHAR edns_ecs_scope:INTEGER edns_ecs_ip_asn:BIGINT
        edns_ecs_ip_asn_org:VARCHAR edns_ecs_ip_geo_country:VARCHAR edns_nsid:VARCHAR edns_cookie_client:VARCHAR
        edns_cookie_server:VARCHAR edns_padding:INTEGER edns_keytag:INTEGER[] edns_dau:INTEGER[] edns_dhu:INTEGER[]
        edns_n3u:INTEGER[] edns_ext_error:INTEGER[] edns_ext_error_text:VARCHAR[] dns_cname:VARCHAR[]
        dns_rdata:RECORD[] server:VARCHAR server_location:VARCHAR capture_id:BIGINT capture_frame:BIGINT
        """
    private static let icmp = """
        time:TIMESTAMP icmp_type:INTEGER icmp_code:INTEGER icmp_echo_client:VARCHAR icmp_ip_mtu:INTEGER
        ip_version:INTEGER ip_ttl:INTEGER ip_src:VARCHAR ip_dst:VARCHAR ip_len:INTEGER ip_geo_country:VARCHAR
        ip_asn:BIGINT ip_asn_org:VARCHAR orig_ip_version:INTEGER orig_ip_ttl:INTEGER orig_ip_src:VARCHAR
        orig_ip_dst:VARCHAR orig_ip_len:INTEGER orig_prot:INTEGER orig_src_port:INTEGER orig_dst_port:INTEGER
        orig_icmp_type:INTEGER orig_icmp_code:INTEGER orig_dns_id:INTEGER orig_dns_qname_full:VARCHAR
        orig_dns_domainname:VARCHAR orig_dns_qtype:INTEGER orig_dns_qclass:INTEGER orig_dns_opcode:INTEGER
        orig_dns_rcode:INTEGER orig_dns_labels:INTEGER orig_dns_qr:BOOLEAN orig_dns_aa:BOOLEAN orig_dns_tc:BOOLEAN
        orig_dns_rd:BOOLEAN orig_dns_ra:BOOLEAN orig_dns_ad:BOOLEAN orig_dns_cd:BOOLEAN server:VARCHAR
        server_location:VARCHAR capture_id:BIGINT capture_frame:BIGINT
        """
    private static let flows = """
        time:TIMESTAMP flow_start:TIMESTAMP flow_end:TIMESTAMP exporter:VARCHAR version:INTEGER engine_type:INTEGER
        engine_id:INTEGER sampling_mode:INTEGER sampling_interval:INTEGER flow_sequence:BIGINT ip_version:INTEGER
        ip_src:VARCHAR ip_dst:VARCHAR next_hop:VARCHAR prot_src_port:INTEGER prot_dst_port:INTEGER prot:INTEGER
        tcp_flags:INTEGER tos:INTEGER input_if:BIGINT output_if:BIGINT packets:BIGINT bytes:BIGINT src_as:BIGINT
        dst_as:BIGINT src_mask:INTEGER dst_mask:INTEGER src_geo_country:VARCHAR src_asn:BIGINT dst_geo_country:VARCHAR
        dst_asn:BIGINT flow_id:BIGINT server:VARCHAR capture_id:BIGINT capture_frame:BIGINT
        """

    /// Files that are written keep what they have: names, types and order change for nobody.
    @Test(arguments: [(Table.dns, dns), (.icmp, icmp), (.flows, flows)])
    func namesTypesAndOrderAreThoseOfTheFilesThatThereAre(_ table: Table, _ frozen: String) {
        let columns = TableSchema.of(table).columns.map { column in
            "\(column.name):\(column.type == .recordList ? "RECORD[]" : column.type.sql)"
        }
        #expect(columns == frozen.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    @Test func theTypeOfRecordsIsThatOfTheFilesThatThereAre() {
        let type = "STRUCT(section INTEGER, name VARCHAR, type INTEGER, class INTEGER, ttl BIGINT, data VARCHAR)[]"
        #expect(ColumnType.recordList.sql.replacing("\"", with: "") == type)
    }

    @Test func personalColumnsAreWhatTellsWhoHasAsked() {
        #expect(
            TableSchema.dns.personalColumns == ["ip_src", "edns_ecs", "edns_cookie_client", "edns_cookie_server"])
        #expect(TableSchema.icmp.personalColumns == ["ip_src", "ip_dst", "orig_ip_src", "orig_ip_dst"])
        #expect(TableSchema.flows.personalColumns == ["ip_src", "ip_dst"])
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
        for batch in [DNSBatch(capacity: 3), ICMPBatch(capacity: 3), FlowBatch(capacity: 3)] as [ColumnBatch] {
            check(batch)
        }
    }

    private func check(_ batch: ColumnBatch) {
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
        #expect(batch.columns.map(\.column.name) == batch.schema.columns.map(\.name))
        #expect(Mirror(reflecting: batch).children.count == batch.columns.count, "a property that is no column")
        #expect(batch.captures.column.name == Column.captureId)
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
