import Foundation
import GRDB
import Model
import Synchronization
import Testing

@testable import Ledger

/// I4: what is kept outside the ledger finds a chain that was cut, or rewritten as a whole.
@Suite struct CheckpointTests {
    /// A ledger that has lived, a copy of it from the middle of its life, and the checkpoints that were kept.
    private func lived() async throws -> (bench: LedgerBench, early: String, checkpoints: CheckpointFile) {
        let bench = try LedgerBench()
        let file = CheckpointFile(root: bench.folder)
        let keeper = CheckpointKeeper(ledger: bench.ledger) { try file.append($0) }
        _ = try await bench.ledger.write { try $0.capture(in: .archived) }
        try await keeper.record(nowUs: 1)
        let early = bench.folder + "/early.sqlite"
        _ = try bench.ledger.backup(to: early)
        _ = try await bench.ledger.write { try $0.capture(in: .quarantined) }
        try await keeper.record(nowUs: 2)
        return (bench, early, file)
    }

    @Test func anHonestLedgerAgreesWithThem() async throws {
        let (bench, _, file) = try await lived()
        let kept = try file.read()
        #expect(kept.map(\.timeUs) == [1, 2] && kept.allSatisfy { $0.events == $0.seq })
        let report = try await bench.ledger.read { try $0.verify(checkpoints: kept) }
        #expect(report.problems == [] && report.checkpoints == 2)
        #expect(report.head == kept[1].hash)
    }

    @Test func aTailThatWasCutIsFound() async throws {
        let (bench, early, file) = try await lived()
        defer { withExtendedLifetime(bench) {} }
        let kept = try file.read()
        let (alone, told) = try LedgerReader(path: early).read { (try $0.verify(), try $0.verify(checkpoints: kept)) }
        #expect(alone.problems == [], "an older copy is whole in itself")
        #expect(told.problems.count == 1)
        #expect(told.problems[0].contains("the chain ends with event \(kept[0].seq)"))
        #expect(told.problems[0].contains("knows event \(kept[1].seq)"))
    }

    @Test func aChainThatWasRewrittenIsFound() async throws {
        let (bench, early, file) = try await lived()
        defer { withExtendedLifetime(bench) {} }
        let kept = try file.read()
        let forged = try Ledger(path: early) { 5 }
        try await forged.write { tx in
            for _ in 0..<20 { _ = try tx.capture(in: .archived) }
        }
        let (alone, told) = try await forged.read { (try $0.verify(), try $0.verify(checkpoints: kept)) }
        try forged.close()
        #expect(alone.problems == [], "the program itself made another past")
        #expect(told.problems.count == 1)
        #expect(told.problems[0].hasPrefix("event \(kept[1].seq): the chain was rewritten"))
    }

    @Test func aChainRewrittenFromItsFirstEventIsFound() async throws {
        let (bench, _, file) = try await lived()
        let kept = try file.read()
        try await bench.ledger.write { try $0.rewriteChain(replacing: "\"bad\"", with: "\"good\"") }
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
        let problems = try await bench.ledger.read { try $0.verify(checkpoints: kept).problems }
        #expect(problems.count == 1 && problems[0].hasPrefix("event \(kept[1].seq): the chain was rewritten"))
    }

    @Test func anotherLedgerInItsPlaceIsFound() async throws {
        let (bench, _, file) = try await lived()
        defer { withExtendedLifetime(bench) {} }
        let kept = try file.read()
        let other = try LedgerBench()
        _ = try await other.ledger.write { try $0.capture(in: .archived) }
        let problems = try await other.ledger.read { try $0.verify(checkpoints: kept).problems }
        #expect(problems.contains { $0.contains("is of another ledger, \(kept[0].ledger)") }, "\(problems)")
    }

    @Test func whatWasRestoredByAnOperatorIsNoForgery() async throws {
        let (bench, early, file) = try await lived()
        defer { withExtendedLifetime(bench) {} }
        let restored = try LedgerReader(path: early).read { try $0.checkpoint(.restored, nowUs: 3) }
        try file.append(restored)
        let kept = try file.read()
        let report = try LedgerReader(path: early).read { try $0.verify(checkpoints: kept) }
        #expect(report.problems == [] && report.checkpoints == 2)
    }

    @Test func theyAreDueAfterManyEventsOrSomeTimeWithAny() async throws {
        let bench = try LedgerBench()
        let kept = Mutex<[LedgerCheckpoint]>([])
        let keeper = CheckpointKeeper(ledger: bench.ledger, everyEvents: 10, everyMinutes: 10) { checkpoint in
            kept.withLock { $0.append(checkpoint) }
        }
        func happen(_ count: Int) async throws {
            for _ in 0..<count { try await bench.ledger.write { try $0.append(kind: "daemon", subject: "x") } }
        }
        let minute: Int64 = 60_000_000
        #expect(try await keeper.recordIfDue(nowUs: 100 * minute) == nil, "nothing has happened yet")
        try await happen(1)
        #expect(try await keeper.recordIfDue(nowUs: 100 * minute)?.seq == 1)
        try await happen(9)
        #expect(try await keeper.recordIfDue(nowUs: 109 * minute) == nil)
        try await happen(1)
        #expect(try await keeper.recordIfDue(nowUs: 109 * minute)?.seq == 11, "ten events")
        try await happen(1)
        #expect(try await keeper.recordIfDue(nowUs: 118 * minute) == nil)
        #expect(try await keeper.recordIfDue(nowUs: 119 * minute)?.seq == 12, "ten minutes")
        #expect(try await keeper.recordIfDue(nowUs: 300 * minute) == nil, "nothing new")
        try await happen(1)
        #expect(try await keeper.recordIfDue(nowUs: 5)?.seq == 13, "the clock was set back")
        #expect(kept.withLock { $0.map(\.seq) } == [1, 11, 12, 13])
    }

    @Test func oneThatCouldNotBeKeptIsDueAgain() async throws {
        let bench = try LedgerBench()
        let isFull = Mutex(true)
        let keeper = CheckpointKeeper(ledger: bench.ledger) { _ in
            if isFull.withLock({ $0 }) { throw LedgerError.file("disk full") }
        }
        try await bench.ledger.write { try $0.append(kind: "daemon", subject: "x") }
        await #expect(throws: LedgerError.file("disk full")) { try await keeper.recordIfDue(nowUs: .max) }
        isFull.withLock { $0 = false }
        #expect(try await keeper.recordIfDue(nowUs: .max)?.seq == 1)
    }

    @Test func theFileStaysSmallAndKeepsItsEnds() async throws {
        let bench = try LedgerBench()
        let file = CheckpointFile(root: bench.folder, maximumBytes: 4000)
        func checkpoint(_ number: Int64, _ kind: LedgerCheckpoint.Kind = .checkpoint) -> LedgerCheckpoint {
            LedgerCheckpoint(
                kind: kind, timeUs: number, ledger: "l", seq: number, hash: "h", events: number, sums: "s")
        }
        for number in 1...500 as ClosedRange<Int64> {
            try file.append(checkpoint(number, number == 37 ? .restored : .checkpoint))
            let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int
            #expect(size ?? .max < 4200)
            let kept = try file.read().map(\.seq)
            #expect(kept.first == 1 && kept.last == number && (number < 37 || kept.contains(37)))
            #expect(kept == kept.sorted())
        }
    }

    @Test func aLineThatWasCutOffByACrashHarmsNoOther() async throws {
        let (bench, _, file) = try await lived()
        defer { withExtendedLifetime(bench) {} }
        let kept = try file.read()
        let handle = try #require(FileHandle(forWritingAtPath: file.path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(#"{"events":1,"ha"#.utf8))
        try handle.close()
        try file.append(kept[1])
        #expect(try file.read() == kept + [kept[1]])
    }
}
