import Model
import Testing

@testable import Ledger

/// Generations, masks and leases.
@Suite struct RewriteTests {
    @Test func aRewriteSwapsTheLiveSet() async throws {
        let bench = try LedgerBench()
        let (first, second) = try await bench.ledger.write { tx in (try tx.loadedCapture(), try tx.loadedCapture()) }
        try await bench.compact([first: 10, second: 10])
        let (live, partition, staged) = try await bench.ledger.read {
            (
                try $0.liveSet(), try $0.partition(table: "dns", day: "2026-01-01"), try $0.stagedPartitions()
            )
        }
        #expect(live.map(\.path) == ["warehouse/dns/day=2026-01-01/gen=1/0.parquet"])
        #expect(live.map(\.rows) == [20])
        #expect(partition.generation == 1)
        #expect(staged.isEmpty)
        let lineage = try await bench.ledger.read { try $0.captureRows(file: live[0].id) }
        #expect(lineage.map(\.capture) == [first, second] && lineage.map(\.rows) == [10, 10])
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test func aRewriteOfWhatHasChangedIsRefusedAndChangesNothing() async throws {
        let bench = try LedgerBench()
        let first = try await bench.ledger.write { try $0.loadedCapture() }
        let (revision, inputs) = try await bench.ledger.read {
            (try $0.partition(table: "dns", day: "2026-01-01").revision, try $0.liveSet().map(\.id))
        }
        _ = try await bench.ledger.write { try $0.loadedCapture() }
        let end = try await bench.ledger.write { try $0.startedRun(job: "compact") }
        await #expect(throws: LedgerError.conflict("dns/2026-01-01 has changed since the rewrite began")) {
            try await bench.ledger.write { tx in
                try tx.commitRewrite(
                    RewriteCommit(
                        end: end, table: "dns", day: "2026-01-01", fence: .revision(revision), generation: 1,
                        inputs: inputs,
                        files: [
                            PublishedFile(
                                table: "dns", day: "2026-01-01", path: "warehouse/x", rows: 10, bytes: 1, sha256: "c",
                                rowsByCapture: [first: 10])
                        ]))
            }
        }
        #expect(try await bench.ledger.read { try $0.liveSet().map(\.rows) } == [10, 10])
        #expect(try await bench.ledger.read { try $0.requireRun(end.run).state } == .running)
    }

    @Test func aMaskChangesTheRevisionAndLeavesWithTheNextGeneration() async throws {
        let bench = try LedgerBench()
        let (first, second) = try await bench.ledger.write { tx in (try tx.loadedCapture(), try tx.loadedCapture()) }
        try await bench.compact([first: 10, second: 10])
        let before = try await bench.ledger.read { try $0.partition(table: "dns", day: "2026-01-01").revision }
        try await bench.ledger.write { tx in
            try tx.reprocess(capture: first, who: "op", why: nil)
            try tx.settleAll()
            try tx.decoded(first, try tx.claimed(first), day: "2026-01-02")
        }
        let after = try await bench.ledger.read { try $0.partition(table: "dns", day: "2026-01-01").revision }
        #expect(after > before)
        let staged = try await bench.ledger.read { try $0.stagedPartitions() }
        #expect(staged.map(\.day) == ["2026-01-01", "2026-01-02"])
        #expect(staged[0].masks == 1 && staged[0].stagedFiles == 0)
        try await bench.compact([second: 10])
        #expect(try await bench.ledger.read { try $0.liveSet().allSatisfy { $0.masked.isEmpty } })
        #expect(try await bench.ledger.read { try $0.liveSet().reduce(0) { $0 + $1.rows } } == 20)
    }

    @Test func retiringTwiceIsAConflict() async throws {
        let bench = try LedgerBench()
        let file = try await bench.ledger.write { tx -> Int64 in
            _ = try tx.loadedCapture()
            let file = try tx.view.liveSet()[0].id
            try tx.retire(file: file)
            return file
        }
        await #expect(throws: LedgerError.conflict("file \(file) is not live")) {
            try await bench.ledger.write { try $0.retire(file: file) }
        }
    }

    /// I8: an old file keeps its path until no lease needs it.
    @Test func aLeaseKeepsWhatItNamesUntilItIsReleasedOrExpires() async throws {
        let bench = try LedgerBench()
        let (first, second) = try await bench.ledger.write { tx in (try tx.loadedCapture(), try tx.loadedCapture()) }
        let released = try await bench.ledger.write { try $0.lease(holder: "a", pid: 1, seconds: 1_000_000) }
        let expiring = try await bench.ledger.write { try $0.lease(holder: "b", pid: 2, seconds: 30) }
        #expect(released.files == expiring.files && released.files.count == 2)
        try await bench.compact([first: 10, second: 10])
        let removable: @Sendable (LedgerView) throws -> Int = { try $0.removableFiles(retiredBeforeUs: .max).count }
        #expect(try await bench.ledger.read(removable) == 0)
        try await bench.ledger.write { try $0.release(lease: released.lease) }
        try await bench.ledger.write { try $0.releaseExpiredLeases() }
        #expect(try await bench.ledger.read(removable) == 0, "the other lease still holds")
        for _ in 0..<31 { try await bench.ledger.write { try $0.append(kind: "clock") } }
        try await bench.ledger.write { try $0.releaseExpiredLeases() }
        let files = try await bench.ledger.read { try $0.removableFiles(retiredBeforeUs: .max) }
        #expect(Set(files.map(\.path)) == Set(released.files.map(\.path)))
        try await bench.ledger.write { tx in for file in files { try tx.removed(file: file.id) } }
        #expect(try await bench.ledger.read(removable) == 0)
        #expect(try await bench.ledger.read { try $0.knows(path: files[0].path) }, "its name is never used again")
    }

    @Test func aLeaseEndsWithTheProcessThatHoldsIt() async throws {
        let bench = try LedgerBench()
        let capture = try await bench.ledger.write { try $0.loadedCapture() }
        _ = try await bench.ledger.write { try $0.lease(holder: "gone", pid: 4711, seconds: 1_000_000) }
        try await bench.compact([capture: 10])
        let removable: @Sendable (LedgerView) throws -> Int = { try $0.removableFiles(retiredBeforeUs: .max).count }
        try await bench.ledger.write { try $0.releaseExpiredLeases(isAlive: { $0 == 4711 }) }
        #expect(try await bench.ledger.read(removable) == 0)
        try await bench.ledger.write { try $0.releaseExpiredLeases(isAlive: { _ in false }) }
        #expect(try await bench.ledger.read(removable) == 1)
    }

    @Test func aLiveFileIsNeverCalledRemoved() async throws {
        let bench = try LedgerBench()
        let file = try await bench.ledger.write { tx -> Int64 in
            _ = try tx.loadedCapture()
            let file = try tx.view.liveSet()[0].id
            try tx.removed(file: file)
            return file
        }
        #expect(try await bench.ledger.read { try $0.requireDataFile(file).removedUs } == nil)
    }

    @Test func purgedDaysAreNotPurgedAgain() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.loadedCapture() }
        #expect(try await bench.ledger.read { try $0.unpurgedPartitions(beforeDay: "2026-01-01") }.isEmpty)
        #expect(try await bench.ledger.read { try $0.unpurgedPartitions(beforeDay: "2026-01-02") }.count == 1)
        try await bench.ledger.write { tx in
            try tx.commitRewrite(
                RewriteCommit(
                    end: try tx.startedRun(job: "purge"), table: "dns", day: "2026-01-01", fence: .revision(1),
                    generation: 1,
                    inputs: try tx.view.liveSet().map(\.id),
                    files: [
                        PublishedFile(
                            table: "dns", day: "2026-01-01", path: "warehouse/p", rows: 10, bytes: 1, sha256: "c",
                            rowsByCapture: [id: 10])
                    ], purged: true))
        }
        #expect(try await bench.ledger.read { try $0.unpurgedPartitions(beforeDay: "2026-01-02") }.isEmpty)
    }
}
