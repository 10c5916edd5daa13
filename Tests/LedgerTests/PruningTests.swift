import Foundation
import GRDB
import Model
import Testing

@testable import Ledger

/// Old details go, and `verify` still proves what is left.
@Suite struct PruningTests {
    private func count(_ bench: LedgerBench, _ table: String) async throws -> Int {
        try await bench.ledger.read { try Int.fetchOne($0.db, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }

    @Test(arguments: [1, 3, 1000])
    func everythingOldGoesAndTheRestIsProved(_ step: Int) async throws {
        let bench = try LedgerBench()
        try await bench.ledger.write { tx in
            for state in CaptureState.allCases { _ = try tx.capture(in: state) }
        }
        let captures = try await bench.ledger.read { try $0.captures() }
        let before = try await bench.ledger.read { try $0.verify() }
        let pruned = try await bench.ledger.prune(beforeUs: .max, step: step)
        let after = try await bench.ledger.read { try $0.verify() }
        #expect(after.problems == [])
        #expect(after.captures == before.captures && after.pruned == Int64(pruned.events))
        #expect(Int64(pruned.events) >= before.events - 1, "all but the newest")
        #expect(pruned.rows > 0)
        let same = try await bench.ledger.read { try $0.captures() }
        #expect(same.map(\.id) == captures.map(\.id) && same.map(\.state) == captures.map(\.state))
        #expect(try await count(bench, "intents") == 0)
    }

    @Test func lifeGoesOnBehindTheAnchor() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.capture(in: .loaded) }
        _ = try await bench.ledger.prune(beforeUs: .max)
        try await bench.ledger.write { tx in
            try tx.archive(capture: id, day: "2026-01-01", run: nil)
            try tx.settleAll()
            _ = try tx.loadedCapture(name: "later")
        }
        let report = try await bench.ledger.read { try $0.verify() }
        #expect(report.problems == [] && report.pruned > 0 && report.captures == 2)
        try bench.ledger.close()
        let again = try bench.reopened()
        #expect(try await again.read { try $0.verify() } == report)
        try again.close()
    }

    @Test func whatIsNotOldStays() async throws {
        let bench = try LedgerBench()
        _ = try await bench.ledger.write { try $0.capture(in: .archived) }
        let old = try await bench.ledger.read { try $0.verify().events }
        let instant = LedgerBench.startUs + 2_500_000
        _ = try await bench.ledger.write { try $0.capture(in: .archived) }
        let pruned = try await bench.ledger.prune(beforeUs: instant)
        #expect(Int64(pruned.events) == old)
        #expect(try await bench.ledger.read { try $0.events(capture: 1) } == [])
        #expect(try await bench.ledger.read { try $0.events(capture: 2) }.count == 5)
        let again = try await bench.ledger.prune(beforeUs: instant)
        #expect(again == PrunedDetails(), "done twice it does nothing")
    }

    /// A run stays while a live file, an open capture or an event tells of it, or while it is its job's last.
    @Test func runsStayAsLongAsSomethingRefersToThem() async throws {
        let bench = try LedgerBench()
        let (live, loose, last) = try await bench.ledger.write { tx in
            let capture = try tx.incomingCapture()
            let live = try tx.claimed(capture)
            try tx.decoded(capture, live)
            let (loose, last) = (try tx.startedRun(), try tx.startedRun())
            try tx.finish(loose)
            try tx.finish(last)
            return (live.run, loose.run, last.run)
        }
        #expect(try await bench.ledger.prune(beforeUs: .max).runs == 1)
        let left = try await bench.ledger.read { try $0.runs().map(\.id) }
        #expect(left == [last, live])
        #expect(try await bench.ledger.read { try $0.attempts(run: loose) } == [])
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
        // The file is retired and removed: the run goes with it.
        try await bench.ledger.write { tx in
            let file = try #require(try tx.view.liveSet().first).id
            try tx.retire(file: file)
            try tx.removed(file: file)
        }
        _ = try await bench.ledger.write { try $0.archive(capture: 1, day: "2026-01-01", run: nil) }
        #expect(try await bench.ledger.prune(beforeUs: .max).runs == 1)
        #expect(try await bench.ledger.read { try $0.runs().map(\.id) } == [last])
        #expect(try await count(bench, "data_files") == 0)
        #expect(try await count(bench, "capture_rows") == 0)
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    /// What a source may still offer is known for ever: nothing is fetched twice.
    @Test func theSourceCannotOfferAnythingAgain() async throws {
        let bench = try LedgerBench()
        @Sendable func file(_ size: Int64) -> SourceSighting {
            SourceSighting(path: "/p/a", name: "a", sizeBytes: size, modifiedUs: size)
        }
        let id = try await bench.ledger.write { tx in
            _ = try tx.observe(server: "ns1", listing: [file(1)])
            let id = try tx.observe(server: "ns1", listing: [file(2)])[0].capture
            try tx.fetched(capture: id, directory: "captures/ns1", fileName: "a", sizeBytes: 2, run: nil)
            return id
        }
        _ = try await bench.ledger.prune(beforeUs: .max)
        #expect(try await count(bench, "source_entities") == 1, "the size that it once had is of no use any more")
        let again = try await bench.ledger.write { try $0.observe(server: "ns1", listing: [file(2)]) }
        #expect(again.map(\.capture) == [id] && again.map(\.state) == [.fetched])
        #expect(try await count(bench, "captures") == 1)
    }

    @Test func aBrokenChainIsNotPruned() async throws {
        let bench = try LedgerBench()
        _ = try await bench.ledger.write { try $0.capture(in: .archived) }
        try await bench.ledger.write {
            try $0.db.execute(sql: "UPDATE events SET hash = zeroblob(32) WHERE seq = 4")
        }
        await #expect(throws: LedgerError.damaged("event 4 does not follow event 3; nothing is pruned")) {
            try await bench.ledger.prune(beforeUs: .max)
        }
        #expect(try await bench.ledger.read { try $0.verify().pruned } == 0)
    }

    @Test func checkpointsBehindTheAnchorStillHold() async throws {
        let bench = try LedgerBench()
        var kept: [LedgerCheckpoint] = []
        for number in 0..<5 as Range<Int64> {
            _ = try await bench.ledger.write { try $0.capture(in: .archived) }
            kept.append(try await bench.ledger.read { try $0.checkpoint(nowUs: number) })
        }
        let checkpoints = kept
        // Up to the third checkpoint: two are before the anchor, one is at it.
        _ = try await bench.ledger.write { try $0.pruneEvents(beforeUs: .max, limit: Int(checkpoints[2].seq)) }
        let report = try await bench.ledger.read { try $0.verify(checkpoints: checkpoints) }
        #expect(report.problems == [] && report.pruned == checkpoints[2].seq)
        for index in 2..<5 {
            var forged = checkpoints
            forged[index].hash = "forged"
            let told = forged
            let problems = try await bench.ledger.read { try $0.verify(checkpoints: told).problems }
            #expect(problems.count == 1, "checkpoint \(index)")
        }
    }

    /// The states that an anchor stands for can't be changed, even with all the sums.
    @Test func aStateBehindTheAnchorIsGuardedByIt() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.capture(in: .archived) }
        _ = try await bench.ledger.prune(beforeUs: .max)
        try await bench.ledger.write { tx in
            try tx.db.execute(sql: "UPDATE captures SET state = 'expired' WHERE id = ?", arguments: [id])
        }
        let problems = try await bench.ledger.read { try $0.verify().problems }
        #expect(problems.count == 1 && problems[0].hasPrefix("the states before event"))
    }
}
