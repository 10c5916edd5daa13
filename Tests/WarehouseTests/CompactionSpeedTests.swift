import Foundation
import Model
import RealServers
import Tables
import Testing
import Warehouse

private let environment = ProcessInfo.processInfo.environment

/// Figures, not checks: run with `ENTRADA_BENCH_INPUT=file.parquet ENTRADA_BENCH_MEMORY=bytes` on an optimised build.
@Suite(.enabled(if: environment["ENTRADA_BENCH_INPUT"] != nil, "ENTRADA_BENCH_INPUT names no file"))
struct CompactionSpeedTests {
    @Test func rowsASecond() throws {
        let folder = try TestFolder()
        let limit = Int64(environment["ENTRADA_BENCH_MEMORY"] ?? "") ?? 512 << 20
        let target = Int64(environment["ENTRADA_BENCH_TARGET"] ?? "") ?? 512 << 20
        let threads = Int(environment["ENTRADA_BENCH_THREADS"] ?? "") ?? 2
        let settings = EngineSettings(
            threads: threads, memoryLimitBytes: limit, temporaryDirectory: try folder.make("temp"),
            preservesOrder: environment["ENTRADA_BENCH_ORDER"] != "false")
        let input = CompactionInput(path: environment["ENTRADA_BENCH_INPUT"] ?? "")
        let usage = ProcessUsage.now
        let files = try Compaction(
            table: .dns, day: Day(number: 19_675), inputs: [input], outputDirectory: folder["out"],
            targetFileSizeBytes: target
        ).run(settings, on: try Engine(settings))
        let rows = files.reduce(0) { $0 + $1.file.rows }
        if let keep = environment["ENTRADA_BENCH_KEEP"] {
            try FileManager.default.moveItem(atPath: folder["out"], toPath: keep)
        }
        print("\(rows) rows, \(files.map(\.file.bytes)) bytes,", usage.since(rows: rows))
        #expect(rows > 0)
    }
}
