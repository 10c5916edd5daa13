import Model
import Testing

@testable import Ledger

/// Small files of a day become one while more of them come.
@Suite struct MergeTests {
    private static let day = "2026-01-01"

    /// What a merge that begins now would commit: all small files of the day, with their rows.
    private func merge(_ bench: LedgerBench, path: String = "staging/dns/day=\(day)/9.1-0.parquet") async throws
        -> RewriteCommit
    {
        try await bench.ledger.write { tx in
            let partition = try #require(try tx.view.mergeablePartitions(atLeast: 2, belowBytes: 2000).first)
            let files = try tx.view.mergeInputs(of: partition, belowBytes: 2000, limit: 1000)
            var rows: [Int64: Int64] = [:]
            for file in files {
                for (capture, count) in try tx.view.captureRows(file: file.id) where !file.masked.contains(capture) {
                    rows[capture, default: 0] += count
                }
            }
            return RewriteCommit(
                end: try tx.startedRun(job: "compact"), table: "dns", day: Self.day,
                fence: .inputs(masked: Dictionary(uniqueKeysWithValues: files.map { ($0.id, $0.masked) })),
                generation: partition.generation + 1, inputs: files.map(\.id),
                files: [
                    PublishedFile(
                        table: "dns", day: Self.day, path: path, rows: rows.values.reduce(0, +), bytes: 1500,
                        sha256: "m", rowsByCapture: rows)
                ], isMerge: true)
        }
    }

    @Test func filesThatCameMeanwhileStayBesideTheResult() async throws {
        let bench = try LedgerBench()
        let (first, second) = try await bench.ledger.write { tx in (try tx.loadedCapture(), try tx.loadedCapture()) }
        let merge = try await merge(bench)
        let third = try await bench.ledger.write { try $0.loadedCapture() }
        let before = try await bench.ledger.read { try $0.partition(table: "dns", day: Self.day) }
        try await bench.ledger.write { try $0.commitRewrite(merge) }
        let (live, after) = try await bench.ledger.read { view in
            (try view.liveSet(), try view.partition(table: "dns", day: Self.day))
        }
        #expect(live.map(\.rows) == [10, 20])
        let lineage = try await bench.ledger.read { view in
            try live.map { try view.captureRows(file: $0.id).map(\.capture) }
        }
        #expect(lineage == [[third], [first, second]])
        #expect(after.generation == 0 && after.revision > before.revision)
        #expect(after.changedUs == before.changedUs, "the day's compaction is not put off")
        #expect(try await bench.ledger.read { try $0.stagedPartitions().map(\.stagedFiles) } == [2])
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test func rowsAreMergedALevelAtATime() async throws {
        let bench = try LedgerBench()
        for round in 0..<2 {
            _ = try await bench.ledger.write { tx in (try tx.loadedCapture(), try tx.loadedCapture()) }
            let merge = try await merge(bench, path: "staging/dns/day=\(Self.day)/\(round).1-0.parquet")
            try await bench.ledger.write { try $0.commitRewrite(merge) }
        }
        let found = try await bench.ledger.read { try $0.mergeablePartitions(atLeast: 2, belowBytes: 2000) }
        #expect(found.map(\.generation) == [1] && found.map(\.files) == [2])
        #expect(try await bench.ledger.read { try $0.mergeablePartitions(atLeast: 2, belowBytes: 1500) } == [])
        #expect(try await bench.ledger.read { try $0.mergeablePartitions(atLeast: 3, belowBytes: 2000) } == [])
    }

    /// A capture whose rows are taken away while they are merged must not come back.
    @Test(arguments: [false, true])
    func inputsThatHaveChangedAreRefused(isShared: Bool) async throws {
        let bench = try LedgerBench()
        let (first, _) = try await bench.ledger.write { tx in (try tx.loadedCapture(), try tx.loadedCapture()) }
        if isShared {
            let merge = try await merge(bench)
            try await bench.ledger.write { tx in
                try tx.commitRewrite(merge)
                _ = try tx.loadedCapture()
            }
        }
        // The rows of the first capture are in a file of their own, or in one with others, where they are masked.
        let rewrite = try await bench.ledger.write { tx in
            let files = try tx.view.liveSet()
            return RewriteCommit(
                end: try tx.startedRun(job: "compact"), table: "dns", day: Self.day,
                fence: .inputs(masked: Dictionary(uniqueKeysWithValues: files.map { ($0.id, $0.masked) })),
                generation: 1, inputs: files.map(\.id), files: [])
        }
        try await bench.ledger.write { tx in
            try tx.retireRows(of: first, run: rewrite.end.run)
        }
        await #expect(throws: LedgerError.conflict("dns/\(Self.day) has changed since the rewrite began")) {
            try await bench.ledger.write { try $0.commitRewrite(rewrite) }
        }
        let rows = try await bench.ledger.read { try $0.tableTotals().reduce(0) { $0 + $1.rows } }
        #expect(rows == (isShared ? 30 : 10))
        #expect(try await bench.ledger.read { try $0.requireRun(rewrite.end.run).state } == .running)
    }
}
