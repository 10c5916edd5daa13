import Foundation
import Model
import RealServers
import Tables
import Testing

@testable import Warehouse

struct SpillTests {
    /// They take some 400 MB while they are sorted.
    private static let rows = 400_000

    private func write(_ folder: TestFolder) throws -> CompactionInput {
        var traffic = SyntheticTraffic()
        let writer = try DuckDBParquetWriter(
            engine: try Engine(.decoding), schema: .dns, path: folder["a.parquet"])
        for _ in 0..<10 { try writer.write(traffic.batch(rows: Self.rows / 10, capture: 1)) }
        _ = try writer.finish()
        return CompactionInput(path: folder["a.parquet"])
    }

    @Test func aSortThatDoesNotFitIntoMemoryGoesToTheDisk() throws {
        let folder = try TestFolder()
        let input = try write(folder)
        var settings = EngineSettings(threads: 1, memoryLimitBytes: 192 << 20)
        let compaction = Compaction(
            table: .dns, day: Day(number: 19_675), inputs: [input], outputDirectory: folder["out"],
            targetFileSizeBytes: 512 << 20)
        // Without a directory to spill to it fails, and says that it is memory.
        let failure = #expect(throws: WarehouseError.self) {
            try compaction.run(settings, on: try Engine(settings))
        }
        guard case .exhausted = failure else {
            Issue.record("not enough memory was expected: \(String(describing: failure))")
            return
        }
        settings.temporaryDirectory = try folder.make("temp")
        let files = try compaction.run(settings, on: try Engine(settings))
        #expect(files.map(\.file.rows) == [Int64(Self.rows)])
    }
}
