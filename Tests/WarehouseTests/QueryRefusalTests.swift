import Foundation
import RealServers
import Tables
import Testing

@testable import Warehouse

/// What a query must not do, and what it says when something is wrong.
struct QueryRefusalTests {
    private let bench: EngineBench
    private let snapshot: Snapshot

    init() throws {
        bench = try EngineBench(EngineSettings(threads: 2, memoryLimitBytes: 512 << 20))
        var traffic = SyntheticTraffic()
        try bench.write([traffic.batch(rows: 10, capture: 1)], as: "a.parquet")
        try bench.folder.write("a,b\n1,2\n", to: "outside.csv")
        snapshot = Snapshot(
            root: bench.folder.path,
            files: [.init(id: 1, table: "dns", day: "2023-11-14", path: "a.parquet", rows: 10)])
    }

    private func refusal(_ sql: String, format: QueryFormat = .csv) -> String? {
        let query = Query(snapshot: snapshot, format: format, output: bench.folder["answer"])
        let error = #expect(throws: WarehouseError.self) {
            try query.run(sql, on: Engine(.decoding), write: { _ in })
        }
        return error?.description
    }

    @Test(arguments: [
        "COPY (SELECT 1) TO 'PLACE/b.csv'", "CREATE TABLE t AS SELECT 1", "ATTACH 'PLACE/x.db'", "SET threads = 1",
        "DROP VIEW dns", "INSTALL httpfs", "SELECT 1; SELECT 2", "EXPLAIN ANALYZE COPY (SELECT 1) TO 'PLACE/b.csv'",
        "SELECT 1) TO 'PLACE/b.csv' (FORMAT csv); COPY (SELECT 2", "EXPORT DATABASE 'PLACE/d'", "",
    ])
    func statementsThatAreNotASelect(sql: String) throws {
        let before = try bench.folder.names(in: "")
        for format in [QueryFormat.csv, .table] {
            #expect(refusal(sql.replacing("PLACE", with: bench.folder.path), format: format)?.isEmpty == false)
        }
        #expect(try bench.folder.names(in: "") == before)
    }

    @Test(arguments: [
        "SELECT * FROM read_csv('PLACE/outside.csv')", "FROM 'PLACE/outside.csv'", "SELECT * FROM glob('PLACE/*')",
        "SELECT * FROM read_text('/etc/passwd')", "FROM read_parquet('PLACE/*.parquet')",
    ])
    func filesThatAreNotOfTheSnapshot(sql: String) {
        let message = refusal(sql.replacing("PLACE", with: bench.folder.path))
        #expect(message?.contains("disabled by configuration") == true, "\(message ?? "")")
    }

    @Test func anErrorShowsThePlaceInTheUsersOwnText() {
        let message = refusal("SELECT dns_qnam\nFROM dns")
        #expect(message?.contains("\"dns_qnam\" not found") == true)
        #expect(message?.contains("dns_qname") == true)
        #expect(message?.contains("LINE 1: SELECT dns_qnam") == true)
        let other = refusal("SELEC 1")
        #expect(other?.contains("syntax error at or near \"SELEC\"") == true, "\(other ?? "")")
    }

    @Test func aFileThatIsMissingIsNamed() {
        let gone = Snapshot(
            root: bench.folder.path,
            files: [.init(id: 1, table: "dns", day: "2023-11-14", path: "gone.parquet", rows: 1)])
        let query = Query(snapshot: gone, format: .csv, output: bench.folder["answer"])
        let error = #expect(throws: WarehouseError.self) {
            try query.run("SELECT count(*) FROM dns", on: bench.engine, write: { _ in })
        }
        #expect(error?.description.contains("gone.parquet") == true)
    }

    @Test func aFileThatIsNotParquetIsNamed() throws {
        try bench.folder.write("this is no parquet file, however long it may be", to: "a.parquet")
        #expect(refusal("SELECT count(*) FROM dns")?.contains("a.parquet") == true)
    }
}
