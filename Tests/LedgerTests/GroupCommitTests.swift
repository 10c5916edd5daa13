import GRDB
import Testing

@testable import Ledger

@Suite struct GroupCommitTests {
    private struct Refusal: Error {}

    @Test func manyWritersShareFewTransactionsAndAllAreDurable() async throws {
        let bench = try LedgerBench()
        let counter = CommitCounter()
        try await bench.ledger.write { $0.db.add(transactionObserver: counter, extent: .databaseLifetime) }
        let ids = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<1000 {
                group.addTask {
                    try await bench.ledger.write {
                        try $0.fetchedCapture(name: "c\(number)", modifiedUs: Int64(number))
                    }
                }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(ids.count == 1000)
        let commits = try await bench.ledger.write { _ in counter.commits }
        #expect(commits < 500, "1000 units in \(commits) transactions")
        try bench.ledger.close()
        let again = try bench.reopened()
        #expect(Set(try await again.read { try $0.captures(limit: 2000) }.map(\.id)) == ids)
        #expect(try await again.read { try $0.verify().isSound })
        try again.close()
    }

    @Test func aQueueThatIsFullSaysSoAndNotThatTheLedgerIsClosed() async throws {
        let bench = try LedgerBench()
        let full = GroupCommitter(
            pool: bench.ledger.pool, watch: RowWatch(), failpoints: bench.ledger.failpoints, meter: CommitMeter(),
            mostPending: 0)
        await #expect(throws: LedgerError.overloaded(waiting: 0)) { try await full.submit { _ in } }
        full.start()
        full.stop()
        await #expect(throws: LedgerError.closed) { try await full.submit { _ in } }
    }

    @Test func aUnitThatFailsTakesBackOnlyItself() async throws {
        let bench = try LedgerBench()
        let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<200 {
                group.addTask {
                    do {
                        try await bench.ledger.write { tx in
                            _ = try tx.fetchedCapture(name: "c\(number)")
                            if number.isMultiple(of: 3) { throw Refusal() }
                        }
                        return (number, true)
                    } catch { return (number, !(error is Refusal)) }
                }
            }
            return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
        }
        #expect(outcomes.filter(\.value).keys.allSatisfy { !$0.isMultiple(of: 3) })
        let names = Set(try await bench.ledger.read { try $0.captures(limit: 1000) }.map(\.name))
        #expect(names == Set((0..<200).filter { !$0.isMultiple(of: 3) }.map { "c\($0)" }))
        #expect(try await bench.ledger.read { try $0.verify().problems } == [], "no gap where a unit was taken back")
    }

    @Test func theErrorOfTheDatabaseReachesItsCallerOnly() async throws {
        let bench = try LedgerBench()
        async let good = bench.ledger.write { try $0.fetchedCapture(name: "good") }
        await #expect(throws: DatabaseError.self) {
            try await bench.ledger.write { try $0.db.execute(sql: "INSERT INTO captures DEFAULT VALUES") }
        }
        let id = try await good
        #expect(try await bench.ledger.read { try $0.requireCapture(id).name } == "good")
    }

    @Test func aFullDiskFailsEveryWaiterAndLeavesNothing() async throws {
        let bench = try LedgerBench()
        let before = try await bench.ledger.write { tx -> Int64 in
            let pages = try Int.fetchOne(tx.db, sql: "PRAGMA page_count") ?? 0
            try tx.db.execute(sql: "PRAGMA max_page_count = \(pages + 4)")
            return try tx.fetchedCapture(name: "before")
        }
        let failures = await withTaskGroup(of: (any Error)?.self) { group in
            for number in 0..<50 {
                group.addTask {
                    do {
                        try await bench.ledger.write { tx in
                            _ = try tx.fetchedCapture(name: String(repeating: "x", count: 5000) + "\(number)")
                        }
                        return nil
                    } catch { return error }
                }
            }
            return await group.reduce(into: [(any Error)?]()) { $0.append($1) }
        }
        let succeeded = failures.count { $0 == nil }
        #expect(failures.contains { $0 != nil })
        let there = try await bench.ledger.read { try $0.captures(limit: 1000) }
        #expect(there.count == 1 + succeeded, "what was answered with an error is not there, and the other way round")
        #expect(there.last?.id == before)
        try await bench.ledger.write { try $0.db.execute(sql: "PRAGMA max_page_count = 1000000") }
        _ = try await bench.ledger.write { try $0.fetchedCapture(name: "after") }
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    /// Units that went well in a transaction that cannot be committed have not happened.
    @Test func aCommitThatFailsFailsEveryUnitInIt() async throws {
        let bench = try LedgerBench()
        let failed = await withTaskGroup(of: (String, LedgerError?).self) { group in
            for number in 0..<100 {
                group.addTask {
                    do {
                        try await bench.ledger.write { tx in
                            let id = try tx.fetchedCapture(name: "c\(number)")
                            guard number == 50 else { return }
                            // A broken reference that is looked at only when the transaction commits.
                            try tx.db.execute(sql: "PRAGMA defer_foreign_keys = ON")
                            try tx.db.execute(sql: "UPDATE captures SET run = 4711 WHERE id = ?", arguments: [id])
                        }
                        return ("c\(number)", nil)
                    } catch { return ("c\(number)", error as? LedgerError ?? .closed) }
                }
            }
            return await group.reduce(into: [String: LedgerError?]()) { $0[$1.0] = .some($1.1) }
        }
        guard case .commitFailed(let reason) = failed["c50"] else {
            Issue.record("the unit that broke the commit was answered with \(String(describing: failed["c50"]))")
            return
        }
        #expect(reason.contains("FOREIGN KEY"))
        let there = Set(try await bench.ledger.read { try $0.captures(limit: 1000) }.map(\.name))
        #expect(there == Set(failed.filter { $0.value == nil }.keys), "an error means that it did not happen")
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    @Test func whatWasPendingWhenItClosesIsDoneAndWhatComesLaterIsRefused() async throws {
        let bench = try LedgerBench()
        let answers = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<300 {
                group.addTask {
                    let written = try? await bench.ledger.write { try $0.fetchedCapture(name: "c\(number)") }
                    return written != nil
                }
            }
            group.addTask {
                try? bench.ledger.close()
                return false
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        let again = try bench.reopened()
        #expect(try await again.read { try $0.captures(limit: 1000) }.count == answers)
        try again.close()
    }
}

/// Counts the transactions of the writer; touched on the ledger's thread only.
///
/// `@unchecked Sendable`: `commits` is read in a unit, that is on the thread that counts.
final class CommitCounter: TransactionObserver, @unchecked Sendable {
    private(set) var commits = 0

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { commits += 1 }
    func databaseDidRollback(_ db: Database) {}
}
