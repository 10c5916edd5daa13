import FileFlow
import Jobs
import Ledger
import Logging
import Model
import RealServers
import Testing

@testable import Orchestrator

@Suite("what is put right while the daemon runs")
struct MaintenanceTests {
    private let folder: TestFolder
    private let clock = TestClock()
    private let threads = BlockingThreads()
    private let root: DataRoot
    private let ledger: Ledger
    private let flow: FileFlow
    private let settings: Settings

    init() throws {
        folder = try TestFolder(isInMemory: true)
        root = DataRoot(path: try folder.make("root"))
        try root.prepare(servers: ["ns1"])
        ledger = try Ledger(path: root.absolute("ledger.sqlite"), now: { [clock] in clock.nowUs })
        flow = FileFlow(root: root, ledger: ledger, threads: threads)
        settings = Settings(
            configuration: Configuration(
                dataRoot: root.path, servers: [ServerDefinition(name: "ns1", source: .pushed)],
                privacy: PrivacyPolicy(action: .keep)),
            jobs: JobSet([Job.command("check")]))
    }

    private func maintenance() -> Maintenance {
        Maintenance(
            ledger: ledger, flow: flow, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { [clock] in clock.nowUs })
    }

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
        defer { threads.stop() }
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
        defer { threads.stop() }
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
        defer { threads.stop() }
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
        defer { threads.stop() }
        let maintenance = maintenance()
        #expect(maintenance.problems.isEmpty)
        maintenance.note(moveTroubles: (0..<30).map { "move \($0)" })
        #expect(maintenance.problems.count == Maintenance.troublesTold)
    }
}
