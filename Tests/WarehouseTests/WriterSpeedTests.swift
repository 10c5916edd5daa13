import Foundation
import RealServers
import Tables
import Testing
import Warehouse

private let benchRows = Int(ProcessInfo.processInfo.environment["ENTRADA_BENCH"] ?? "") ?? 0

/// Figures, not checks: run with `ENTRADA_BENCH=rows` on an optimised build.
@Suite(.enabled(if: benchRows > 0, "ENTRADA_BENCH names no number of rows"))
struct WriterSpeedTests {
    @Test func rowsASecond() throws {
        let folder = try TestFolder()
        let engine = try Engine(.decoding)
        var traffic = SyntheticTraffic()
        let size = 65_536
        let batches = (0..<max(1, benchRows / size)).map { traffic.batch(rows: size, capture: Int64($0 / 8)) }
        let path = ProcessInfo.processInfo.environment["ENTRADA_BENCH_FILE"] ?? folder["a.parquet"]
        let usage = ProcessUsage.now
        let writer = try DuckDBParquetWriter(engine: engine, schema: .dns, path: path)
        for batch in batches { try writer.write(batch) }
        let file = try writer.finish()
        print("\(file.rows) rows, \(file.bytes) bytes,", usage.since(rows: file.rows))
        #expect(file.rows == Int64(batches.count * size))
    }
}
