import Foundation
import Jobs
import Ledger
import Testing

@testable import Orchestrator

@Suite("on_interrupt: what was cut off is run again, or never")
struct OnInterruptTests {
    private static func job(_ choice: OnInterrupt, onFailure: [String] = []) -> JobDefinition {
        var job = Job.command("pay")
        job.retry = Job.retry(3)
        job.onFailure = onFailure
        job.parameters = JobParameters(CommandParameters(program: "/bin/true", onInterrupt: choice))
        return job
    }

    /// A run that goes on until it is stopped.
    private func begun(_ choice: OnInterrupt) async throws -> OrchestratorBench {
        let bench = try await OrchestratorBench(
            jobs: [Self.job(choice, onFailure: ["tell"]), Job.command("tell")]
        ) { _ in
            let never = AsyncStream<Void> { _ in }
            for await _ in never {}
            return .stopped(.cancelled)
        }
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "pay", who: "root(0)"))
        try await bench.begin("pay")
        return bench
    }

    @Test("the daemon stops it", arguments: OnInterrupt.allCases)
    func drained(choice: OnInterrupt) async throws {
        let bench = try await begun(choice)
        await bench.orchestrator.interruptAll()
        await bench.endOf("pay")
        let run = try #require(try await bench.runs("pay").first)
        #expect(run.state == (choice == .fail ? .discarded : .interrupted))
        #expect(run.error?.contains("on_interrupt is \"fail\"") == (choice == .fail))
    }

    @Test("the daemon dies", arguments: OnInterrupt.allCases)
    func orphaned(choice: OnInterrupt) async throws {
        let bench = try await begun(choice)
        let next = try await bench.restart()
        let run = try #require(try await bench.runs("pay").first)
        #expect(run.state == (choice == .fail ? .discarded : .interrupted))
        #expect(run.error?.hasPrefix("the daemon stopped while it ran") == true)
        #expect(run.error?.contains("is not run again") == (choice == .fail))
        await next.interruptAll()
        await bench.orchestrator.interruptAll()
        await bench.endOf("pay")
    }

    @Test("an operator cancels it: that is no failure")
    func cancelled() async throws {
        let bench = try await begun(.fail)
        let run = try #require(try await bench.runs("pay").first)
        try await bench.orchestrator.operations.cancel(run: run.id, who: "root(0)", reason: nil)
        await bench.endOf("pay")
        #expect(try await bench.runs("pay").first?.state == .cancelled)
    }

    @Test(
        "its time is over, or it fails by itself",
        arguments: [
            (OnInterrupt.fail, WorkerEnd.stopped(.timeout), RunState.discarded),
            (.retry, .stopped(.timeout), .retryable), (.fail, .exited(1), .retryable),
            (.fail, .exited(75), .interrupted),
            (.fail, .signalled(11), .retryable), (.fail, .exited(0), .completed),
        ])
    func ends(choice: OnInterrupt, end: WorkerEnd, state: RunState) async throws {
        let bench = try await OrchestratorBench(jobs: [Self.job(choice)]) { _ in end }
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "pay", who: "root(0)"))
        try await bench.settle()
        #expect(try await bench.runs("pay").first?.state == state)
    }

    @Test("who is to be told of failures is told of those that a new daemon finds")
    func told() async throws {
        let bench = try await begun(.fail)
        let next = Orchestrator(
            dependencies: bench.dependencies, configuration: bench.configuration,
            jobs: await bench.orchestrator.settings.jobs)
        let failed = try await next.recover()
        #expect(failed == (try await bench.runs("pay").map(\.id)))
        await bench.orchestrator.interruptAll()
        await bench.endOf("pay")
    }
}
