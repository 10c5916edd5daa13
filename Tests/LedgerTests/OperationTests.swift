import Foundation
import Model
import Testing

@testable import Ledger

/// The daemon's life, jobs, operators, backups and the questions of the status page.
@Suite struct OperationTests {
    @Test func aDaemonThatDidNotEndInOrderIsNoticed() async throws {
        let bench = try LedgerBench()
        let begin: @Sendable (LedgerTransaction) throws -> (id: Int64, previousCrashed: Bool) = {
            try $0.beginIncarnation(bootID: "b", pid: 7, program: "entradad")
        }
        let first = try await bench.ledger.write(begin)
        let second = try await bench.ledger.write(begin)
        try await bench.ledger.write { try $0.endIncarnation(second.id) }
        let third = try await bench.ledger.write(begin)
        #expect([first.previousCrashed, second.previousCrashed, third.previousCrashed] == [false, true, false])
        let current = try await bench.ledger.read { try $0.currentIncarnation() }
        #expect(current?.id == third.id && current?.ended == false)
        #expect(try await bench.ledger.read { try $0.currentIncarnationBootID() } == "b")
    }

    @Test func aReloadKeepsWhatOperatorsSaid() async throws {
        let bench = try LedgerBench()
        let jobs = ["a", "b"].map { JobRecord(name: $0, kind: "fetch", definitionSha256: "1", enabled: true) }
        try await bench.ledger.write { tx in
            try tx.syncJobs(jobs)
            try tx.pause(job: "a", who: "op", reason: "maintenance", untilUs: 5)
            try tx.recordFire(job: "a", nominalUs: 10, nextDueUs: 20)
            try tx.recordFire(job: "a", nominalUs: nil, nextDueUs: 30)
        }
        let changed = JobRecord(name: "a", kind: "fetch", definitionSha256: "2", enabled: false)
        try await bench.ledger.write { try $0.syncJobs([changed]) }
        let present = try await bench.ledger.read { try $0.jobs() }
        #expect(present.map(\.name) == ["a"])
        #expect(
            present[0].pausedReason == "maintenance" && present[0].pausedBy == "op" && present[0].pausedUntilUs == 5)
        #expect(present[0].lastNominalUs == 10 && present[0].nextDueUs == 30)
        #expect(!present[0].enabled && present[0].definitionSha256 == "2")
        try await bench.ledger.write { try $0.resume(job: "a", who: "op", reason: nil) }
        #expect(try await bench.ledger.read { try $0.jobs()[0].pausedReason } == nil)
        await #expect(throws: LedgerError.notFound("job zzz")) {
            try await bench.ledger.write { try $0.pause(job: "zzz", who: "op", reason: nil, untilUs: nil) }
        }
        let told = try await bench.ledger.read { try $0.events() }.filter { $0.kind == "job" }.map(\.to)
        #expect(told == ["added", "added", "paused", "changed", "resumed"])
    }

    @Test func aRepeatedRequestGetsTheFirstAnswer() async throws {
        let bench = try LedgerBench()
        var action = OperatorAction(
            requestID: "r1", who: "op(1000)", uid: 1000, pid: 5, action: "run", subject: "job", reason: nil,
            result: "run 1")
        let first = action
        #expect(try await bench.ledger.write { try $0.recordAction(first) } == "run 1")
        action.result = "run 2"
        let second = action
        #expect(try await bench.ledger.write { try $0.recordAction(second) } == "run 1")
        #expect(try await bench.ledger.read { try $0.events() }.count { $0.kind == "operator" } == 1)
    }

    @Test func theStatusCountsWhatIsThere() async throws {
        let bench = try LedgerBench()
        try await bench.ledger.write { tx in
            for state in [CaptureState.fetched, .fetched, .loaded, .quarantined] { _ = try tx.capture(in: state) }
            _ = try tx.incomingCapture(server: "ns2")
        }
        let backlog = try await bench.ledger.read { try $0.backlog() }
        #expect(backlog.map(\.server) == ["ns1", "ns1", "ns1", "ns2"])
        #expect(backlog.map(\.state) == [.fetched, .loaded, .quarantined, .incoming])
        #expect(backlog.map(\.captures) == [2, 1, 1, 1] && backlog.map(\.bytes) == [200, 100, 100, 100])
        let fetched = try await bench.ledger.read { try $0.captures(states: [.fetched]) }
        #expect(backlog[0].oldestUs == fetched.map(\.changedUs).min())
        let totals = try await bench.ledger.read { try $0.tableTotals() }
        #expect(totals == [TableTotal(table: "dns", area: "staging", files: 1, rows: 10, bytes: 1000)])
    }

    @Test func failuresAreThoseThatFailedLately() async throws {
        let bench = try LedgerBench()
        let ids = try await bench.ledger.write { tx in
            try [RunState.discarded, .retryable, .interrupted, .completed].map { state in
                var end = try tx.startedRun()
                end.state = state
                end.outcome = state == .completed ? .completed : .failed
                end.message = state == .interrupted ? nil : "why"
                try tx.finish(end)
                return end.run
            }
        }
        let failures = try await bench.ledger.read { try $0.failures(sinceUs: 0) }
        #expect(Set(failures.map(\.id)) == [ids[0], ids[1]], "an orderly interruption is no failure")
        #expect(try await bench.ledger.read { try $0.failures(sinceUs: .max) }.isEmpty)
    }

    @Test func aBackupIsAWholeLedgerThatVerifies() async throws {
        let bench = try LedgerBench()
        _ = try await bench.ledger.write { try $0.capture(in: .archived) }
        let target = bench.folder + "/backup.sqlite"
        let report = try bench.ledger.backup(to: target)
        let original = try await bench.ledger.read { try $0.verify() }
        #expect(report == original && report.isSound)
        _ = try await bench.ledger.write { try $0.fetchedCapture(name: "later") }
        let copy = try LedgerReader(path: target).read { (try $0.captures().count, try $0.ledgerID()) }
        #expect(copy.0 == 1)
        #expect(try await bench.ledger.read { try $0.ledgerID() } == copy.1)
        #expect(!FileManager.default.fileExists(atPath: target + "-wal"), "one file, easy to carry away")
        let restored = try Ledger(path: target) { 1 }
        #expect(try await restored.read { try $0.verify() } == original)
        try restored.close()
    }

    @Test func aBackupIsConsistentWhileOthersWrite() async throws {
        let bench = try LedgerBench()
        let target = bench.folder + "/backup.sqlite"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask { _ = try await bench.ledger.write { try $0.fetchedCapture(name: "\(number)") } }
            }
            group.addTask { try #expect(bench.ledger.backup(to: target).isSound) }
            try await group.waitForAll()
        }
        #expect(try LedgerReader(path: target).read { try $0.verify().problems } == [])
    }
}
