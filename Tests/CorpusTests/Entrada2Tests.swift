import SharedInputs
import Testing

/// The view `entrada2_dns` against the rows that ENTRADA2 makes of its own captures, column by column.
@Suite("Rows as ENTRADA2 makes them", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct Entrada2Tests {
    /// Rows are known, the capture itself is not in the corpus.
    private static let missing: Set<String> = ["sidnlabs-test-tcp-stream-retransmision.pcap.gz"]

    /// Rows of Entrada that ENTRADA2 does not have: responses of a stream that was open before the capture.
    private static let additional = ["test-tcp-stream-continued": 9]

    @Test func everyValueIsTheSameOrKnownToBeRight() throws {
        let used = try compareAll("entrada2-rows-default.txt", arguments: [])
        let unused = Correction.all.indices.filter { !used.contains($0) }.map { Correction.all[$0] }
        #expect(unused.map { "\($0.capture ?? "all") \($0.column)" } == [])
    }

    @Test func everyRecordIsTheSameOrKnownToBeRight() throws {
        _ = try compareAll("entrada2-rows-rdata.txt", arguments: ["--record-data", "all"])
    }

    /// Gives which corrections were of use.
    private func compareAll(_ file: String, arguments: [String]) throws -> Set<Int> {
        let captures = try PeerRows.all(file)
        #expect(captures.count == 18)
        #expect(captures.reduce(0) { $0 + $1.rows.count } == 1606)
        let decoded = captures.filter { Corpus.files("dns/entrada2").contains("dns/entrada2/" + $0.capture) }
        #expect(Set(captures.map(\.capture)).subtracting(decoded.map(\.capture)) == Self.missing)
        var used: Set<Int> = []
        for capture in decoded { try compare(capture, arguments: arguments, used: &used) }
        return used
    }

    private static let sql = """
        SELECT COLUMNS(* EXCLUDE dns_rdata)::VARCHAR, array_to_string(
            list_transform(dns_rdata, lambda r: concat(r.section, '|', r.type, '|', r.data)), chr(10)) AS dns_rdata
        FROM entrada2_dns
        """

    private func compare(_ peer: PeerRows, arguments: [String], used: inout Set<Int>) throws {
        let name = Self.short(peer.capture)
        var ours = try DecodedCapture("dns/entrada2/" + peer.capture, arguments: arguments).rows(Self.sql)
        for row in peer.rows {
            let place = try #require(Self.place(of: row, in: ours), "\(name): \(row)")
            let own = ours.remove(at: place)
            for column in Set(row.values.keys).union(own.values.keys).sorted() where row[column] != own[column] {
                let reason = Self.reason(column, row, own, capture: name)
                if let reason { used.insert(reason) }
                let isRight =
                    reason != nil || column == "dns_rdata" && Self.hasSameRecords(row, own)
                #expect(
                    isRight,
                    "\(name) \(row["dns_id"] ?? ""): \(column) is \(own[column] ?? "NULL"), not \(row[column] ?? "NULL")"
                )
            }
        }
        #expect(ours.count == Self.additional[name] ?? 0, "\(name)")
    }

    /// The correction that explains a value.
    private static func reason(_ column: String, _ row: Row, _ own: Row, capture: String) -> Int? {
        Correction.all.indices.first {
            Correction.all[$0].column == column
                && Correction.all[$0].explains(
                    theirs: row[column], ours: own[column], capture: capture, transport: own["prot"])
        }
    }

    /// A response that the peer has not found has its records here only; of a transfer the peer has those of the first
    /// message.
    private static func hasSameRecords(_ row: Row, _ own: Row) -> Bool {
        if row["dns_res_len"] == nil && own["dns_res_len"] != nil { return row["dns_rdata"] == nil }
        let (theirs, ours) = (PeerRecord.peers(row["dns_rdata"]), PeerRecord.ours(own["dns_rdata"]))
        // AXFR and IXFR.
        let isTransfer = ["251", "252"].contains(own["dns_qtype"])
        return PeerRecord.areSame(theirs, ours, hasMore: isTransfer)
    }

    /// The row of the same message: by id, port and name.
    private static func place(of row: Row, in rows: [Row]) -> Int? {
        let alike = rows.indices.filter {
            rows[$0]["dns_id"] == row["dns_id"] && rows[$0]["prot_src_port"] == row["prot_src_port"]
        }
        return alike.first { rows[$0]["dns_domainname"] == row["dns_domainname"] } ?? alike.first
    }

    private static func short(_ capture: String) -> String {
        String(capture.trimmingPrefix("sidnlabs-").prefix { $0 != "." })
    }
}
