import Foundation
import GRDB
import Model
import Testing

@testable import Ledger

/// A backup in the ledger's place: nothing is given twice, nothing is hidden, and it may be cut off anywhere.
@Suite struct RestoreTests {
    private static let now: @Sendable () -> Int64 = { LedgerBench.startUs + 900_000_000 }

    /// A ledger that went on after a backup of it, with checkpoints of both times; closed.
    private func lived() async throws -> (bench: LedgerBench, backup: String) {
        let bench = try LedgerBench()
        let file = CheckpointFile(root: bench.folder)
        let keeper = CheckpointKeeper(ledger: bench.ledger) { try file.append($0) }
        _ = try await bench.ledger.write { try $0.capture(in: .archived) }
        try await keeper.record(nowUs: 1)
        let backup = bench.folder + "/backup.sqlite"
        _ = try bench.ledger.backup(to: backup)
        _ = try await bench.ledger.write { try $0.capture(in: .quarantined) }
        try await keeper.record(nowUs: 2)
        try bench.ledger.close()
        return (bench, backup)
    }

    @discardableResult
    private func restore(_ bench: LedgerBench, _ backup: String) async throws -> (mark: RestoreMark, kept: String?) {
        let restore = LedgerRestore(root: bench.folder, copy: backup)
        let plan = try restore.inspect()
        #expect(plan.objections == [])
        return try await restore.perform(plan, who: "root(0)", now: Self.now)
    }

    private func verify(_ bench: LedgerBench) throws -> LedgerVerification {
        let known = try CheckpointFile(root: bench.folder).read()
        return try LedgerReader(path: bench.path).read { try $0.verify(checkpoints: known) }
    }

    private func remove(_ bench: LedgerBench) throws {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: bench.path + suffix) }
    }

    @Test func theMarkSaysWhatWasLostUntilItIsCleared() async throws {
        let (bench, backup) = try await lived()
        let kept = try CheckpointFile(root: bench.folder).read()
        let done = try await restore(bench, backup)
        #expect(done.mark.seq == kept[0].seq && done.mark.hash == kept[0].hash)
        #expect(done.mark.lostSeq == kept[1].seq && done.mark.lostHash == kept[1].hash)
        let report = try verify(bench)
        #expect(report.problems == [])
        #expect(report.notes.count == 1 && report.notes[0].contains("events up to at least \(kept[1].seq) are lost"))

        let ledger = try bench.reopened()
        #expect(try await ledger.read { try $0.restoreMark() } == done.mark)
        let event = try #require(try await ledger.read { try $0.events(limit: 1).last })
        #expect(event.to == "restored" && event.who == "root(0)")
        #expect(event.from == "event \(kept[1].seq) \(kept[1].hash)")
        #expect(try await ledger.write { try $0.clearRestoreMark(who: "root(0)", why: "all is back") })
        #expect(try await ledger.write { try $0.clearRestoreMark(who: "root(0)") } == false)
        #expect(try await ledger.read { try $0.restoreMark() } == nil)
        try ledger.close()
        let after = try verify(bench)
        #expect(after.problems == [] && after.notes == [])
        #expect(after.checkpoints == 2, "the one of the copy's time, and the one of the restore")
    }

    @Test func theOldLedgerIsKeptAsItWas() async throws {
        let (bench, backup) = try await lived()
        let before = try Data(contentsOf: URL(fileURLWithPath: bench.path))
        let copy = try Data(contentsOf: URL(fileURLWithPath: backup))
        let kept = try #require(try await restore(bench, backup).kept)
        #expect(try Data(contentsOf: URL(fileURLWithPath: kept)) == before)
        #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == copy)
        let again = try #require(try await restore(bench, backup).kept)
        #expect(again != kept, "the first one is not overwritten in the same second")
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder)
        #expect(!names.contains { $0.contains("restoring") }, "\(names)")
    }

    @Test func noNumberIsGivenTwice() async throws {
        let (bench, backup) = try await lived()
        let before = try LedgerReader(path: bench.path).read { view in
            (try view.captures().map(\.id).max() ?? 0, try view.runs().map(\.id).max() ?? 0)
        }
        try await restore(bench, backup)
        let ledger = try bench.reopened()
        let capture = try await ledger.write { try $0.capture(in: .archived) }
        let run = try await ledger.read { try $0.runs(limit: 1)[0].id }
        let file = try await ledger.read { try $0.liveSet().map(\.id).max() ?? 0 }
        #expect(capture > before.0 + 1_000_000 - 1 && run > before.1 + 1_000_000 - 1 && file > 1_000_000)
        #expect(try await ledger.read { try $0.verify().problems } == [])
        try ledger.close()
    }

    @Test func aLostLedgerIsNotBegunAnewButRestored() async throws {
        let (bench, backup) = try await lived()
        let kept = try CheckpointFile(root: bench.folder).read()
        try remove(bench)
        let error = #expect(throws: LedgerError.self) { try bench.reopened() }
        #expect(error?.description.contains("knows event \(kept[1].seq)") == true, "\(String(describing: error))")
        #expect(!FileManager.default.fileExists(atPath: bench.path))
        #expect(try await restore(bench, backup).kept == nil)
        #expect(try verify(bench).problems == [])
        try bench.reopened().close()
    }

    @Test func cutOffBeforeTheRenameItIsDoneAgain() async throws {
        let (bench, backup) = try await lived()
        try FileManager.default.removeItem(atPath: CheckpointFile(root: bench.folder).path)
        let draft = LedgerRestore.draft(of: bench.path)
        try FileManager.default.moveItem(atPath: bench.path, toPath: bench.path + ".before-restore-x")
        try Data("half a copy".utf8).write(to: URL(fileURLWithPath: draft))
        try Data("and its log".utf8).write(to: URL(fileURLWithPath: draft + "-wal"))
        #expect(throws: LedgerError.lost(path: bench.path, what: "a restore was interrupted")) {
            try bench.reopened()
        }
        try await restore(bench, backup)
        #expect(try verify(bench).problems == [])
        try bench.reopened().close()
    }

    @Test func cutOffBeforeItsCheckpointTheNextStartKeepsIt() async throws {
        let (bench, backup) = try await lived()
        let file = CheckpointFile(root: bench.folder)
        let before = try Data(contentsOf: URL(fileURLWithPath: file.path))
        try await restore(bench, backup)
        let whole = try file.read()
        try before.write(to: URL(fileURLWithPath: file.path))
        let problems = try verify(bench).problems
        #expect(problems.first?.contains("ledger.checkpoints does not say so yet") == true, "\(problems)")
        let ledger = try bench.reopened()
        _ = try await ledger.write { try $0.incarnation() }
        #expect(try await ledger.completeRestore(root: bench.folder) == whole.last)
        #expect(try await ledger.completeRestore(root: bench.folder) == nil)
        try ledger.close()
        #expect(try file.read() == whole)
        #expect(try verify(bench).problems == [])
    }

    @Test func theLogOfTheOldLedgerNeverMeetsTheCopy() async throws {
        let bench = try LedgerBench()
        _ = try await bench.ledger.write { try $0.capture(in: .archived) }
        let backup = bench.folder + "/backup.sqlite"
        _ = try bench.ledger.backup(to: backup)
        _ = try await bench.ledger.write { try $0.capture(in: .quarantined) }
        // As a daemon leaves it that was killed: database and log.
        let other = try LedgerBench()
        try other.ledger.close()
        try remove(other)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: bench.path + suffix, toPath: other.path + suffix)
        }
        let kept = try #require(try await restore(other, backup).kept)
        #expect(!FileManager.default.fileExists(atPath: other.path + "-wal"))
        #expect(try LedgerReader(path: other.path).read { try $0.captures(states: [.quarantined]) } == [])
        #expect(try LedgerReader(path: kept).read { try $0.captures(states: [.quarantined]).count } == 1)
        #expect(try verify(other).problems == [])
    }

    @Test func aCopyThatIsNotWhatItShouldBeIsNotTaken() async throws {
        let (bench, backup) = try await lived()
        let changed = bench.folder + "/changed.sqlite"
        try FileManager.default.copyItem(atPath: backup, toPath: changed)
        let queue = try DatabaseQueue(path: changed)
        try await queue.write { try $0.execute(sql: "UPDATE captures SET name = 'other'") }
        try queue.close()
        let objections = try LedgerRestore(root: bench.folder, copy: changed).inspect().objections
        #expect(objections == ["captures: its rows are not those that were written"])

        let other = try LedgerBench()
        let foreign = bench.folder + "/foreign.sqlite"
        _ = try other.ledger.backup(to: foreign)
        let foreignObjections = try LedgerRestore(root: bench.folder, copy: foreign).inspect().objections
        #expect(foreignObjections.count == 1 && foreignObjections[0].contains("and this is a copy of"))

        let noLedger = bench.folder + "/text"
        try Data(repeating: 0x41, count: 10_000).write(to: URL(fileURLWithPath: noLedger))
        for path in [noLedger, bench.folder + "/nothing"] {
            #expect(throws: LedgerError.self) { try LedgerRestore(root: bench.folder, copy: path).inspect() }
        }
        #expect(try verify(bench).problems == [], "nothing was changed")
    }

    @Test func aCopyOfALifeThatWasGivenUpIsNotTaken() async throws {
        let (bench, backup) = try await lived()
        let later = bench.folder + "/later.sqlite"
        _ = try LedgerReader(path: bench.path).copy(to: later)
        try await restore(bench, backup)
        let ledger = try bench.reopened()
        for _ in 0..<9 { _ = try await ledger.write { try $0.append(kind: "daemon", subject: "x") } }
        try CheckpointFile(root: bench.folder).append(try await ledger.read { try $0.checkpoint(nowUs: 5) })
        try ledger.close()
        let objections = try LedgerRestore(root: bench.folder, copy: later).inspect().objections
        #expect(objections.count == 1 && objections[0].contains("the chain was rewritten"), "\(objections)")
    }
}
