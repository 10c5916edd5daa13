import Foundation
import RealServers
import Tables
import Testing

@testable import Warehouse

struct QueryTests {
    private let bench: EngineBench

    init() throws { bench = try EngineBench(EngineSettings(threads: 2, memoryLimitBytes: 512 << 20)) }

    /// Two files: captures 1 and 2 in the first, of which 2 is masked, and 2 again in the second.
    private func snapshot() throws -> Snapshot {
        var traffic = SyntheticTraffic()
        try bench.write([traffic.batch(rows: 100, capture: 1), traffic.batch(rows: 50, capture: 2)], as: "a.parquet")
        try bench.write([traffic.batch(rows: 30, capture: 2)], as: "b.parquet")
        return Snapshot(
            root: bench.folder.path,
            files: [
                .init(id: 1, table: "dns", day: "2023-11-14", path: "a.parquet", rows: 150, masked: [2]),
                .init(id: 2, table: "dns", day: "2023-11-14", path: "b.parquet", rows: 30),
            ])
    }

    private func ask(_ sql: String, _ snapshot: Snapshot? = nil, format: QueryFormat = .csv) throws -> String {
        let output = bench.folder["answer"]
        let query = Query(snapshot: try snapshot ?? self.snapshot(), format: format, output: output)
        // An engine answers one query: after that it is closed up.
        let engine = try Engine(EngineSettings(threads: 2, memoryLimitBytes: 512 << 20))
        try query.run(sql, on: engine, write: { _ in Issue.record("nothing goes to standard output") })
        return try String(contentsOfFile: output, encoding: .utf8)
    }

    @Test func maskedRowsAreNotThere() throws {
        let sql = "SELECT capture_id, count(*) AS n FROM dns GROUP BY ALL ORDER BY ALL"
        #expect(try ask(sql) == "capture_id,n\n1,100\n2,30\n")
    }

    @Test func tablesWithoutFilesAreEmptyAndWhole() throws {
        let empty = Snapshot(root: "/nowhere", files: [])
        let sql = """
            SELECT (SELECT count(*) FROM dns), (SELECT count(*) FROM icmp), (SELECT count(*) FROM flows),
                (SELECT count(*) FROM (DESCRIBE flows))
            """
        let columns = TableSchema.flows.columns.count
        #expect(try ask(sql, empty).split(separator: "\n").last == "0,0,0,\(columns)")
    }

    @Test(arguments: Table.allCases)
    func tablesAreDescribedAsTheirColumnsAre(_ table: Table) throws {
        let sql = "SELECT column_name, column_type FROM (DESCRIBE \(table.rawValue))"
        let found = try ask(sql, Snapshot(root: "/nowhere", files: []), format: .json)
        struct Described: Decodable, Equatable {
            var column_name: String
            var column_type: String
        }
        let rows = try JSONDecoder().decode([Described].self, from: Data(found.utf8)).map {
            Described(column_name: $0.column_name, column_type: $0.column_type.replacing("\"", with: ""))
        }
        let wanted = TableSchema.of(table).columns.map {
            Described(column_name: $0.name, column_type: $0.type.sql.replacing("\"", with: ""))
        }
        #expect(rows == wanted)
    }

    @Test func formatsGiveTheSameRows() throws {
        let sql =
            "SELECT capture_id AS id, count(*) AS n, 'a, \"b\"' AS text FROM dns GROUP BY ALL ORDER BY ALL; -- end"
        #expect(try ask(sql) == "id,n,text\n1,100,\"a, \"\"b\"\"\"\n2,30,\"a, \"\"b\"\"\"\n")
    }

    @Test func jsonHasNoNumbersThatAreNotFinite() throws {
        let sql = """
            SELECT 'nan'::DOUBLE AS a, 'inf'::FLOAT AS b, [1.5, '-inf'::DOUBLE] AS c, {x: 'nan'::DOUBLE, y: 'NaN "Infinity'} AS d
            """
        let text = try ask(sql, format: .json)
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        #expect(rows.first?["a"] is NSNull && rows.first?["b"] is NSNull)
        #expect((rows.first?["c"] as? [Any])?.first as? Double == 1.5)
        #expect((rows.first?["d"] as? [String: Any])?["y"] as? String == "NaN \"Infinity")
        #expect(!text.contains(":NaN") && text.contains(#"[1.5,null]"#), "\(text)")
    }

    @Test("in pieces of any size", arguments: [1, 2, 3, 7, 100])
    func jsonInPieces(size: Int) {
        let text = #"[{"NaN":NaN,"b\"":"x\\\"Infinity","c":[-Infinity,-1.5e+30,Infinity,true,null]},NaN"#
        var (filter, output) = (FiniteJSON(), [UInt8]())
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { filter.filter($0, into: &output) }
        }
        filter.finish(into: &output)
        #expect(
            String(decoding: output, as: UTF8.self)
                == #"[{"NaN":null,"b\"":"x\\\"Infinity","c":[null,-1.5e+30,null,true,null]},null"#)
    }

    @Test func jsonIsAnArrayOfObjects() throws {
        struct Row: Decodable, Equatable {
            var id: Int
            var n: Int
        }
        let text = try ask("SELECT capture_id AS id, count(*) AS n FROM dns GROUP BY ALL ORDER BY ALL", format: .json)
        let rows = try JSONDecoder().decode([Row].self, from: Data(text.utf8))
        #expect(rows == [Row(id: 1, n: 100), Row(id: 2, n: 30)])
    }

    @Test func parquetCanBeReadAgain() throws {
        let query = Query(snapshot: try snapshot(), format: .parquet, output: bench.folder["answer"])
        try query.run("SELECT * FROM dns", on: bench.engine, write: { _ in })
        let engine = try Engine(.decoding)
        let path = SQLText.literal(bench.folder["answer"])
        let sql = "SELECT count(*), count(DISTINCT capture_id) FROM read_parquet(\(path))"
        #expect(try engine.connect().rows(sql) == [["130", "2"]])
    }

    @Test func tableIsAligned() throws {
        let sql =
            "SELECT capture_id AS id, repeat('x', capture_id::INT) AS text, NULL AS none FROM dns GROUP BY ALL ORDER BY 1"
        #expect(try ask(sql, format: .table) == "id  text  none\n──  ────  ────\n 1  x\n 2  xx\n")
    }

    @Test func tableEndsAtItsBound() throws {
        let lines = try ask("SELECT * FROM range(20000)", format: .table).split(separator: "\n")
        #expect(lines.count == 2 + ResultTable.maximumRows + 1)
        #expect(lines.last?.contains("more than 10000 rows") == true)
    }

    @Test func theOrderOfTheQueryIsKept() throws {
        for format in [QueryFormat.csv, .table] {
            let text = try ask("SELECT i FROM range(5000) t(i) ORDER BY i DESC", format: format)
            let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
            #expect(numbers == (0..<5000).reversed())
        }
    }

    @Test func entrada2HasItsColumnsAndUnits() throws {
        let batch = DNSBatch(capacity: 2)
        let row = batch.appendRow()
        batch.dnsProcTimeUs.set(row, 12_999)
        batch.tcpRttUs.set(row, 999)
        batch.dnsRcode.set(row, 3)
        batch.ipAsn.set(row, 1140)
        let arena = batch.dnsRdata.arena
        batch.dnsRdata.append(
            row,
            .init(
                section: 1, name: arena.append(text: "nl."), type: 2, recordClass: 1, ttl: 5,
                data: arena.append(text: "ns1.dns.nl.")))
        _ = batch.appendRow()
        try bench.write([batch], as: "c.parquet")
        let snapshot = Snapshot(
            root: bench.folder.path,
            files: [.init(id: 1, table: "dns", day: "2023-11-14", path: "c.parquet", rows: 2)])
        let sql = """
            SELECT dns_proc_time, tcp_rtt, dns_rcode, ip_asn, typeof(ip_asn), dns_rdata[1].data, dns_rdata[1].section, typeof(dns_rdata)
            FROM entrada2_dns ORDER BY dns_rcode DESC
            """
        let type = "\"STRUCT(section INTEGER, \"\"type\"\" INTEGER, \"\"data\"\" VARCHAR)[]\""
        let lines = try ask(sql, snapshot).split(separator: "\n").dropFirst()
        #expect(lines == ["13,1,3,1140,VARCHAR,ns1.dns.nl.,0,\(type)", ",,-1,,VARCHAR,,,\(type)"])
        let columns = try ask("SELECT count(*) FROM (DESCRIBE entrada2_dns)", snapshot)
        #expect(columns.split(separator: "\n").last == "50")
    }

    @Test func netflowHasAddressesAsNumbersToo() throws {
        try bench.engine.connect().execute(
            """
            COPY (SELECT 4 AS ip_version, '192.0.2.1' AS ip_src, '10.0.0.255' AS ip_dst, 9::BIGINT AS packets
                UNION ALL SELECT 6, '2001:db8::1', '::1', 8)
            TO \(SQLText.literal(bench.folder["f.parquet"])) (FORMAT parquet)
            """)
        let snapshot = Snapshot(
            root: bench.folder.path,
            files: [.init(id: 1, table: "flows", day: "2023-11-14", path: "f.parquet", rows: 2)])
        let sql = "SELECT srcaddr, srcaddr_s, dstaddr, \"dPkts\" FROM netflow ORDER BY \"dPkts\" DESC"
        let lines = try ask(sql, snapshot).split(separator: "\n").dropFirst()
        #expect(lines == ["3221225985,192.0.2.1,167772415,9", ",2001:db8::1,,8"])
    }
}
