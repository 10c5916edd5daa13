import Jobs
import Ledger
import Model
import Scheduling
import Testing
import TestSupport

@testable import Orchestrator

@Suite("what waits, and why")
struct WaitingRunTests {
    private func request(_ bench: OrchestratorBench, _ job: String, id: String? = nil) async throws -> Int64 {
        try #require(
            try await bench.orchestrator.operations.request(RunOrder(id: id ?? job, job: job, who: "root(0)")).first)
    }

    @Test("each reason, for the run that has it")
    func reasons() async throws {
        let gate = Signal()
        let jobs = [Job.command("a"), Job.command("b"), Job.command("c"), Job.stage, Job.decode]
        let bench = try await OrchestratorBench(jobs: jobs, workers: 1) { _ in
            await gate.wait()
            return .exited(0)
        }
        let first = try await request(bench, "a")
        try await bench.pass()
        await bench.launcher.started.wait()
        let again = try await request(bench, "a", id: "again")
        let third = try await request(bench, "a", id: "third")
        let other = try await request(bench, "b")
        func why(_ run: Int64) async throws -> WaitReason? { try await bench.orchestrator.whyWaiting(run: run) }
        #expect(try await why(first) == nil, "it goes on")
        #expect(try await why(again) == .key(run: first))
        #expect(try await why(third) == .key(run: first))
        #expect(try await why(other) == .commands(limit: 1))
        try await bench.orchestrator.pause(job: "c", untilUs: nil, who: "root(0)", reason: nil)
        try await bench.ledger.write { tx in
            _ = try tx.createRun(
                NewRun(job: "c", kind: "command", subject: "-", cause: "at:1", priority: 0, nominalUs: 1, dueUs: 1))
            _ = try tx.createRun(
                NewRun(job: "gone", kind: "command", subject: "-", cause: "at:1", priority: 0, nominalUs: 1, dueUs: 1))
            _ = try tx.createRun(
                NewRun(
                    job: "b", kind: "command", subject: "-", cause: "at:9", priority: 0, nominalUs: 1,
                    dueUs: TestClock.start + 5))
        }
        let made = try await bench.runs().suffix(3).map(\.id)
        #expect(try await why(made[0]) == .paused(job: "c", untilUs: nil))
        #expect(try await why(made[1]) == .unknownJob("gone"))
        #expect(try await why(made[2]) == .notYet(untilUs: TestClock.start + 5, failures: 0))
        try await bench.orchestrator.operations.cancel(run: made[1], who: "root(0)", reason: nil)
        for _ in 0..<10 { gate.send() }
        await bench.endOf("a")
        // The order of asking: the second of them is next, the third comes behind it.
        #expect(try await why(third) == .behind(run: again))
        try await bench.settle()
        #expect(try await why(first) == nil, "it has ended")
    }

    @Test("pools and concurrency_per_server hold in the daemon")
    func pools() async throws {
        var one = Job.command("one", forEach: .server, concurrency: 9)
        var two = Job.command("two", forEach: .server, concurrency: 9)
        one.pool = "lines"
        two.pool = "lines"
        let gate = Signal()
        let bench = try await OrchestratorBench(
            servers: ["ns1", "ns2", "ns3"], jobs: [one, two], workers: 9, pools: ["lines": 2]
        ) { _ in
            await gate.wait()
            return .exited(0)
        }
        _ = try await request(bench, "one")
        _ = try await request(bench, "two")
        try await bench.pass()
        for _ in 0..<2 { await bench.launcher.started.wait() }
        #expect(await bench.orchestrator.activeRuns().count == 2)
        for _ in 0..<6 { gate.send() }
        try await bench.settle()
        #expect(bench.launcher.most == 2)
        #expect(bench.launcher.calls.count == 6)
    }

    @Test("a thousand runs of one job that wait hide none of another job")
    func manyWait() async throws {
        let bench = try await OrchestratorBench(jobs: [
            Job.command("many", priority: 9), Job.command("poor", priority: -9),
        ]) {
            _ in .exited(0)
        }
        try await bench.ledger.write { tx in
            for number in 0..<3000 {
                _ = try tx.createRun(
                    NewRun(
                        job: number == 0 ? "poor" : "many", kind: "command", subject: "-", cause: "at:\(number)",
                        priority: number == 0 ? -9 : 9, nominalUs: 1, dueUs: 1))
            }
        }
        try await bench.pass()
        await bench.endOf("poor")
        #expect(try await bench.runs("poor").map(\.state) == [.completed])
    }
}
