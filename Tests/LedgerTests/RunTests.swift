import GRDB
import Model
import Testing

@testable import Ledger

@Suite struct RunTests {
    private static let arrows: [RunState: Set<RunState>] = [
        .available: [.running, .cancelled, .superseded],
        .running: [.completed, .retryable, .discarded, .cancelled, .interrupted, .superseded],
        .retryable: [.available, .cancelled, .superseded, .discarded],
        .interrupted: [.available, .cancelled, .superseded, .discarded],
        .completed: [], .discarded: [], .cancelled: [], .superseded: [],
    ]

    /// A run in a state, by the shortest legal way.
    private static func run(_ tx: LedgerTransaction, in state: RunState, _ number: Int) throws -> Int64 {
        let id = try tx.newRun(cause: "in:\(number)")
        switch state {
        case .available: break
        case .running: _ = try tx.start(run: id, incarnation: try tx.incarnation())
        default:
            if state == .cancelled || state == .superseded {
                try tx.transition(run: id, from: .available, to: state)
            } else {
                let incarnation = try tx.incarnation()
                let attempt = try tx.start(run: id, incarnation: incarnation)
                try tx.finish(
                    RunEnd(run: id, attempt: attempt, incarnation: incarnation, state: state, outcome: .failed))
            }
        }
        return id
    }

    @Test(arguments: RunState.allCases)
    func onlyTheArrowsThatAreDrawnExist(_ from: RunState) async throws {
        let bench = try LedgerBench()
        #expect(from.isFinal == (Self.arrows[from] ?? []).isEmpty)
        for (number, to) in RunState.allCases.enumerated() {
            let id = try await bench.ledger.write { try Self.run($0, in: from, number) }
            if Self.arrows[from]?.contains(to) == true {
                try await bench.ledger.write { try $0.transition(run: id, from: from, to: to) }
                #expect(try await bench.ledger.read { try $0.requireRun(id).state } == to)
            } else {
                await #expect(throws: LedgerError.noSuchTransition("run \(id): \(from.rawValue) → \(to.rawValue)")) {
                    try await bench.ledger.write { try $0.transition(run: id, from: from, to: to) }
                }
                #expect(try await bench.ledger.read { try $0.requireRun(id).state } == from)
            }
        }
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
    }

    /// The schema has a state that no program has written; a row with it is a run that waits.
    @Test func aScheduledRunIsReadAsAvailable() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { tx in
            let id = try tx.newRun(cause: "scheduled")
            try tx.db.execute(sql: "UPDATE runs SET state = 'scheduled' WHERE id = ?", arguments: [id])
            return id
        }
        #expect(try await bench.ledger.read { try $0.requireRun(id).state } == .available)
    }

    /// I5: a run exists once per (job, subject, cause).
    @Test func askingTwiceGivesTheSameRun() async throws {
        let bench = try LedgerBench()
        let new = NewRun(
            job: "j", kind: "k", subject: "s", cause: "request:1", priority: 0, nominalUs: 0, dueUs: 0,
            requestedBy: "root(0)")
        let answers = try await withThrowingTaskGroup(of: (Int64, Bool).self) { group in
            for _ in 0..<20 { group.addTask { try await bench.ledger.write { try $0.createRun(new) } } }
            return try await group.reduce(into: [(Int64, Bool)]()) { $0.append($1) }
        }
        #expect(Set(answers.map(\.0)).count == 1)
        #expect(answers.count { $0.1 } == 1)
        var another = new
        another.cause = "request:2"
        let next = another
        #expect(try await bench.ledger.write { try $0.createRun(next) }.created)
    }

    @Test func aRunThatFailsWaitsForItsTimeAndIsThenDiscarded() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { try $0.newRun() }
        for attempt in Int64(1)...3 {
            let wait = bench.laterUs(hours: attempt)
            try await bench.ledger.write { tx in
                let incarnation = try tx.incarnation()
                let number = try tx.start(run: id, incarnation: incarnation)
                #expect(number == attempt)
                try tx.finish(
                    RunEnd(
                        run: id, attempt: number, incarnation: incarnation,
                        state: attempt == 3 ? .discarded : .retryable,
                        outcome: .failed, availableUs: wait, exitCode: 70, message: "no. \(attempt)"))
            }
            let startable = try await bench.ledger.read { try $0.startable(nowUs: wait - 1) }
            #expect(startable.isEmpty)
            let (then, next) = try await bench.ledger.read {
                (try $0.startable(nowUs: wait), try $0.nextAvailableUs(after: wait - 1))
            }
            #expect(then.map(\.id) == (attempt == 3 ? [] : [id]))
            #expect(next == (attempt == 3 ? nil : wait))
        }
        let (run, attempts) = try await bench.ledger.read { (try $0.requireRun(id), try $0.attempts(run: id)) }
        #expect(run.state == .discarded && run.failures == 3 && run.error == "no. 3")
        #expect(attempts.map(\.number) == [1, 2, 3] && attempts.allSatisfy { $0.exitCode == 70 })
        #expect(try await bench.ledger.read { try $0.lastFinished(job: "job")?.id } == id)
    }

    /// I11: an orderly stop and a crash burn no attempt.
    @Test func interruptionsAreNoFailures() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { tx -> Int64 in
            let id = try tx.newRun()
            for outcome in [RunOutcome.interrupted, .orphaned, .orphaned] {
                let incarnation = try tx.incarnation()
                let number = try tx.start(run: id, incarnation: incarnation)
                try tx.finish(
                    RunEnd(
                        run: id, attempt: number, incarnation: incarnation, state: .interrupted, outcome: outcome,
                        message: outcome.rawValue))
            }
            return id
        }
        let run = try await bench.ledger.read { try $0.requireRun(id) }
        #expect((run.failures, run.orphaned, run.attempt) == (0, 2, 3))
        #expect(try await bench.ledger.read { try $0.startable(nowUs: .max).map(\.id) } == [id])
    }

    @Test func aRunIsFinishedOnceByItsOwnAttemptOnly() async throws {
        let bench = try LedgerBench()
        let end = try await bench.ledger.write { try $0.startedRun() }
        for change: (inout RunEnd) -> Void in [{ $0.attempt = 2 }, { $0.incarnation += 1 }] {
            var wrong = end
            change(&wrong)
            let late = wrong
            await #expect(throws: LedgerError.conflict("run \(end.run) was given to another attempt")) {
                try await bench.ledger.write { try $0.finish(late) }
            }
        }
        try await bench.ledger.write { try $0.finish(end) }
        await #expect(throws: LedgerError.self) { try await bench.ledger.write { try $0.finish(end) } }
        await #expect(throws: LedgerError.self) {
            _ = try await bench.ledger.write { try $0.start(run: end.run, incarnation: end.incarnation) }
        }
        #expect(try await bench.ledger.read { try $0.attempts(run: end.run) }.count == 1)
    }

    @Test func theMostUrgentStartsFirst() async throws {
        let bench = try LedgerBench()
        let ids = try await bench.ledger.write { tx in
            try [(0, 5), (9, 7), (9, 6)].enumerated().map { index, item in
                try tx.createRun(
                    NewRun(
                        job: "j\(index)", kind: "k", subject: "-", cause: "c", priority: Int64(item.0), nominalUs: 0,
                        dueUs: bench.laterUs(hours: Int64(item.1)))
                ).id
            }
        }
        #expect(try await bench.ledger.read { try $0.startable(nowUs: .max).map(\.id) } == [ids[2], ids[1], ids[0]])
    }

    @Test func aWaitingRunCanBeHastened() async throws {
        let bench = try LedgerBench()
        let id = try await bench.ledger.write { tx -> Int64 in
            var end = try tx.startedRun()
            end.state = .retryable
            end.outcome = .failed
            end.availableUs = .max - 1
            try tx.finish(end)
            return end.run
        }
        try await bench.ledger.write { try $0.expedite(run: id, who: "op") }
        #expect(try await bench.ledger.read { try $0.startable(nowUs: bench.laterUs(hours: 1)).map(\.id) } == [id])
        let fresh = try await bench.ledger.write { try $0.newRun(cause: "other") }
        await #expect(throws: LedgerError.conflict("run \(fresh) does not wait")) {
            try await bench.ledger.write { try $0.expedite(run: fresh, who: "op") }
        }
    }

    @Test func theWorkerOfARunIsRememberedUntilItEnds() async throws {
        let bench = try LedgerBench()
        let end = try await bench.ledger.write { try $0.startedRun() }
        try await bench.ledger.write { try $0.recordWorker(run: end.run, pid: 4711, start: "123") }
        #expect(try await bench.ledger.read { try $0.runs(state: .running).map(\.workerPid) } == [4711])
        try await bench.ledger.write { try $0.finish(end) }
        #expect(try await bench.ledger.read { try $0.requireRun(end.run).workerPid } == nil)
        await #expect(throws: LedgerError.conflict("run \(end.run) is not running")) {
            try await bench.ledger.write { try $0.recordWorker(run: end.run, pid: 1, start: "") }
        }
    }

    @Test func runsAreFilteredAndTheNewestComeFirst() async throws {
        let bench = try LedgerBench()
        let ids = try await bench.ledger.write { tx in
            try (0..<6).map { number in
                try Self.run(tx, in: [.available, .running, .retryable][number % 3], number)
            }
        }
        let read = bench.ledger
        #expect(try await read.read { try $0.runs() }.map(\.id) == ids.reversed())
        #expect(try await read.read { try $0.runs(limit: 2) }.map(\.id) == [ids[5], ids[4]])
        #expect(try await read.read { try $0.runs(states: [.retryable]) }.map(\.id) == [ids[5], ids[2]])
        #expect(try await read.read { try $0.runs(state: .running) }.map(\.id) == [ids[1], ids[4]])
        #expect(try await read.read { try $0.runs(states: [.completed]) }.isEmpty)
        #expect(try await read.read { try $0.runs(job: "job", states: [.running], subject: "-") }.count == 2)
        #expect(try await read.read { try $0.hasOpenRun(job: "job", subject: "-") })
        #expect(try await !read.read { try $0.hasOpenRun(job: "job", subject: "other") })
    }
}
