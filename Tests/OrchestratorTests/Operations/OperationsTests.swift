import Jobs
import Ledger
import Synchronization
import Testing
import TestSupport

@testable import Orchestrator

@Suite("what operators ask for, without a scheduler")
struct OperationsTests {
    /// Notes what it is asked for; one run goes on.
    private final class Host: OperatedScheduler {
        let calls = Recorder<String>()
        private let active = Mutex<Set<Int64>>([])

        func begin(_ run: Int64) { active.withLock { _ = $0.insert(run) } }

        func signal(_ jobs: [String]?) async { calls.add("signal \(jobs?.joined(separator: ",") ?? "all")") }
        func isRootWritable(after error: (any Error)?) async -> Bool {
            calls.add("is the root writable")
            return true
        }
        func cancelActive(run: Int64, attempt: Int64?, why: String) async throws -> Bool {
            active.withLock { $0.remove(run) } != nil
        }
        func standStill(waits: Bool) async throws { calls.add("stand still") }
        func goOn() async { calls.add("go on") }
    }

    private let bench: OrchestratorBench
    private let host = Host()
    private let operations: Operations

    init() async throws {
        let jobs = [Job.stage, Job.decode, Job.command("check")]
        bench = try await OrchestratorBench(jobs: jobs)
        operations = Operations(
            dependencies: bench.dependencies,
            settings: Settings(configuration: bench.configuration, jobs: JobSet(jobs)), host: host)
    }

    @Test("a request makes runs and asks for a pass; the same request again gives the same runs")
    func request() async throws {
        let order = RunOrder(id: "r", job: "check", who: "root(0)")
        let made = try await operations.request(order)
        #expect(made.count == 1)
        #expect(try await operations.request(order) == made)
        #expect(host.calls.all == ["signal check", "signal check"])
        await #expect(throws: LedgerError.self) {
            _ = try await operations.request(RunOrder(id: "s", job: "unknown", who: "root(0)"))
        }
    }

    @Test("a run that goes on is stopped by the scheduler, one that waits is cancelled in the ledger")
    func cancel() async throws {
        let run = try #require(try await operations.request(RunOrder(id: "r", job: "check", who: "root(0)")).first)
        host.begin(run)
        try await operations.cancel(run: run, who: "root(0)", reason: nil)
        #expect(try await bench.ledger.read { try $0.requireRun(run) }.state == .available)
        try await operations.cancel(run: run, who: "root(0)", reason: nil)
        #expect(try await bench.ledger.read { try $0.requireRun(run) }.state == .cancelled)
        await #expect(throws: LedgerError.self) { try await operations.cancel(run: run, who: "root(0)", reason: nil) }
    }

    @Test("after a repair the scheduler goes on, whether it succeeded or not", arguments: [true, false])
    func repair(isWell: Bool) async throws {
        if !isWell { try bench.ledger.close() }
        do {
            _ = try await operations.repair(RepairOrder(id: "d", who: "root(0)", reason: nil, isDryRun: true))
            #expect(isWell)
        } catch { #expect(!isWell, "\(error)") }
        #expect(host.calls.all == ["stand still", "go on"])
    }
}
