import Jobs
import Ledger
import Model
import Testing
import TestSupport

@testable import Orchestrator

@Suite("what is put right while the daemon runs")
struct MaintenanceTests {
    private let bench: DutyBench
    private let settings: Settings
    private var clock: TestClock { bench.clock }
    private var ledger: Ledger { bench.ledger }

    init() throws {
        bench = try DutyBench()
        settings = bench.settings([Job.command("check")])
    }

    private func maintenance() -> Maintenance { bench.maintenance() }

    /// A run that the ledger takes for running.
    private func running() async throws -> (run: Int64, incarnation: Int64) {
        try await ledger.write { tx in
            let begun = try tx.beginIncarnation(bootID: "boot", pid: 1, program: "test")
            let run = try tx.createRun(
                NewRun(
                    job: "check", kind: "command", subject: "-", cause: "at:1", priority: 0, nominalUs: tx.now,
                    dueUs: tx.now)
            ).id
            _ = try tx.start(run: run, incarnation: begun.id)
            return (run, begun.id)
        }
    }

    private func activity(_ incarnation: Int64, runs: Set<Int64> = []) -> Maintenance.Activity {
        Maintenance.Activity(incarnation: incarnation, runs: runs, works: [])
    }

    @Test("it looks every half minute, and at once when it is asked to")
    func pauses() async throws {
        let maintenance = maintenance()
        var outcome = try await maintenance.runIfDue(settings, activity(1))
        #expect(outcome == .done(hasDueTroubles: false))
        clock.advance(.seconds(29))
        outcome = try await maintenance.runIfDue(settings, activity(1))
        #expect(outcome == .notDue)
        maintenance.lookSooner()
        outcome = try await maintenance.runIfDue(settings, activity(1))
        #expect(outcome == .done(hasDueTroubles: false))
    }

    @Test("a run without a task is given back, one that goes on is left alone")
    func abandoned() async throws {
        let (run, incarnation) = try await running()
        let maintenance = maintenance()
        _ = try await maintenance.runIfDue(settings, activity(incarnation, runs: [run]))
        #expect(try await ledger.read { try $0.requireRun(run) }.state == .running)
        maintenance.lookSooner()
        _ = try await maintenance.runIfDue(settings, activity(incarnation))
        #expect(try await ledger.read { try $0.requireRun(run) }.state == .interrupted)
    }

    @Test("after a failure the pauses double, and the end of a storage trouble makes it look at once")
    func failures() async throws {
        let maintenance = maintenance()
        let activity = activity(1)
        try ledger.close()
        let settings = settings
        await #expect(throws: (any Error).self) { _ = try await maintenance.runIfDue(settings, activity) }
        clock.advance(.seconds(31))
        await #expect(throws: (any Error).self) { _ = try await maintenance.runIfDue(settings, activity) }
        clock.advance(.seconds(31))
        var outcome = try await maintenance.runIfDue(settings, activity)
        #expect(outcome == .notDue, "a minute after the second failure")
        maintenance.storageMended()
        await #expect(throws: (any Error).self) { outcome = try await maintenance.runIfDue(settings, activity) }
    }

    @Test("moves that recovery could not make are told, twenty at the most")
    func troubles() {
        let maintenance = maintenance()
        #expect(maintenance.problems.isEmpty)
        maintenance.note(moveTroubles: (0..<30).map { "move \($0)" })
        #expect(maintenance.problems.count == Maintenance.troublesTold)
    }
}
