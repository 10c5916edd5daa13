import Foundation
import Model
import RealServers
import Tables
import Testing

@testable import Warehouse

/// Days of many small files.
struct ManyFilesTests {
    private let bench: EngineBench

    init() throws { bench = try EngineBench(EngineSettings(threads: 1, memoryLimitBytes: 256 << 20)) }

    /// Writes small files, file n with rows of capture n; every third one has rows of capture 1000 + n, too, masked.
    private func inputs(_ count: Int, rows: Int = 10) throws -> [CompactionInput] {
        var traffic = SyntheticTraffic(domains: 30, clients: 20)
        return try (0..<count).map { number in
            var batches = [traffic.batch(rows: rows, capture: Int64(number))]
            if number % 3 == 0 { batches.append(traffic.batch(rows: 5, capture: Int64(1000 + number))) }
            try bench.write(batches, as: "in-\(number).parquet")
            return CompactionInput(
                path: bench.folder["in-\(number).parquet"],
                maskedCaptures: number % 3 == 0 ? [Int64(1000 + number)] : [])
        }
    }

    private func compaction(_ inputs: [CompactionInput], to output: String, sorts: Bool = true) -> Compaction {
        Compaction(
            table: .dns, day: Day(number: 19_675), inputs: inputs, outputDirectory: bench.folder[output],
            targetFileSizeBytes: 512 << 20, sorts: sorts)
    }

    /// One of many engines would not do: what it keeps of its files is what this is about.
    @Test func memoryDoesNotGrowWithTheNumberOfFiles() throws {
        let few = try inputs(10)
        var many: [CompactionInput] = []
        for copy in 0..<150 {
            for (number, input) in few.enumerated() {
                let path = bench.folder["copy-\(copy)-\(number).parquet"]
                try FileManager.default.linkItem(atPath: input.path, toPath: path)
                many.append(CompactionInput(path: path, maskedCaptures: input.maskedCaptures))
            }
        }
        let settings = EngineSettings.sharing(
            processBytes: 128 << 20, threads: 1, temporaryDirectory: try bench.folder.make("temp"))
        let files = try compaction(many, to: "out").run(settings, on: try Engine(settings))
        #expect(files.map(\.file.rows) == [15_000])
        #expect(files.map(\.rowsByCapture) == [Dictionary(uniqueKeysWithValues: (0..<10).map { (Int64($0), 1500) })])
        #expect(try bench.folder.names(in: "temp").filter { $0 == "rounds" } == [])
    }

    @Test func roundsGiveTheSameFilesAsOneStatement() throws {
        let inputs = try inputs(60)
        let settings = EngineSettings(
            threads: 1, memoryLimitBytes: 256 << 20, temporaryDirectory: try bench.folder.make("temp"))
        let direct = try compaction(inputs, to: "direct").run(settings, on: bench.engine)
        var inRounds = compaction(inputs, to: "rounds")
        inRounds.fanIn = 4
        let files = try inRounds.run(settings, on: bench.engine)
        #expect(files == direct)
        #expect(files.map(\.file.rows) == [600])
        #expect(files[0].rowsByCapture == Dictionary(uniqueKeysWithValues: (0..<60).map { (Int64($0), 10) }))
        #expect(try bench.folder.names(in: "rounds") == ["dns"])
    }

    @Test func aRoundThatFailsLeavesNothing() throws {
        var inputs = try inputs(6)
        inputs.append(CompactionInput(path: bench.folder["gone.parquet"]))
        var work = compaction(inputs, to: "out")
        work.fanIn = 3
        let settings = EngineSettings(
            threads: 1, memoryLimitBytes: 256 << 20, temporaryDirectory: try bench.folder.make("temp"))
        let error = #expect(throws: WarehouseError.self) { try work.run(settings, on: bench.engine) }
        #expect(error?.description.contains("gone.parquet") == true)
        #expect(try bench.folder.names(in: "temp") == [])
    }

    @Test func withoutSortingRowsStayInTheOrderOfTheFiles() throws {
        let files = try compaction(try inputs(5), to: "out", sorts: false).run(
            EngineSettings(threads: 1, memoryLimitBytes: 256 << 20), on: bench.engine)
        #expect(files.map(\.file.rows) == [50])
        let path = SQLText.literal(bench.folder["out/\(files[0].file.path)"])
        let frames = try bench.rows("SELECT capture_frame FROM read_parquet(\(path))").compactMap { Int($0[0] ?? "") }
        // Files with masks are read by a scan of their own: first 0 and 3, then 1, 2 and 4.
        #expect(frames.count == 50 && Set(frames).count == 50)
        #expect(frames.prefix(20).elementsEqual(frames.prefix(20).sorted()))
        #expect(frames.dropFirst(20).elementsEqual(frames.dropFirst(20).sorted()))
    }

    @Test func filesOfOtherColumnsAndWithMasksAreReadTogether() throws {
        var inputs = try inputs(4)
        let old = bench.folder["old.parquet"]
        try bench.engine.connect().execute(
            "COPY (SELECT c::BIGINT AS capture_id, 'a.nl' AS dns_domainname FROM range(5, 8) r(c)) "
                + "TO \(SQLText.literal(old)) (FORMAT parquet)")
        inputs.append(CompactionInput(path: old, maskedCaptures: [6]))
        let sql = LiveRows.select(.dns, inputs.map(\.file))
        let counts = try bench.rows("SELECT capture_id, count(*), count(dns_qname) FROM (\(sql)) GROUP BY 1 ORDER BY 1")
        #expect(
            counts == [
                ["0", "10", "10"], ["1", "10", "10"], ["2", "10", "10"], ["3", "10", "10"], ["5", "1", "0"],
                ["7", "1", "0"],
            ])
    }

    @Test func filesAreGroupedByTheirColumns() throws {
        _ = try inputs(2)
        let first = ParquetColumns(ofFile: bench.folder["in-0.parquet"])
        #expect(first != nil && first == ParquetColumns(ofFile: bench.folder["in-1.parquet"]))
        let other = bench.folder["other.parquet"]
        try bench.engine.connect().execute("COPY (SELECT 1 AS a) TO \(SQLText.literal(other)) (FORMAT parquet)")
        let columns = ParquetColumns(ofFile: other)
        #expect(columns != nil && columns != first)
        #expect(ParquetColumns(ofFile: bench.folder["gone"]) == nil)
        // A file may be cut anywhere, and its bytes may be anything.
        let bytes = try Data(contentsOf: URL(filePath: other))
        for count in 0..<bytes.count {
            try bytes.prefix(count).write(to: URL(filePath: bench.folder["cut"]))
            #expect(ParquetColumns(ofFile: bench.folder["cut"]) == nil, "\(count) bytes")
        }
        for place in 0..<bytes.count {
            var wrong = bytes
            wrong[place] = ~wrong[place]
            try wrong.write(to: URL(filePath: bench.folder["wrong"]))
            let found = ParquetColumns(ofFile: bench.folder["wrong"])
            #expect(found == nil || found != first)
        }
    }

    @Test(arguments: [
        ("Out of Memory Error: failed to pin block of size 256.0 KiB", true, true), ("unknown error", true, true),
        ("std::bad_alloc", true, true), ("IO Error: Could not write: No space left on device", true, false),
        ("Out of Memory Error: … the 'max_temp_directory_size' setting", true, false), ("Parser Error", false, false),
    ])
    func shortagesAreToldApart(message: String, isExhausted: Bool, isMemory: Bool) {
        let error = WarehouseError.refused("SELECT", message)
        if case .exhausted = error { #expect(isExhausted) } else { #expect(!isExhausted) }
        #expect(error.isMemory == isMemory)
    }
}
