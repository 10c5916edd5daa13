import Foundation
import Jobs
import Ledger
import Model
import Scheduling
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

@Suite("what starts, and when")
struct SchedulingOfRunsTests {
    private static let hourly = Schedule.every(.seconds(3600))

    private func order(_ job: String, id: String = "r", server: String? = nil) -> RunOrder {
        RunOrder(id: id, job: job, server: server, who: "root(0)")
    }

    /// The jobs of the workers so far, in the order of their starts.
    private func started(_ bench: OrchestratorBench) -> [String] {
        bench.launcher.calls.compactMap { $0.command.environment["ENTRADA_JOB"] }
    }

    @Test("the higher priority goes first, then the one that waits longest")
    func priorities() async throws {
        let jobs = [
            Job.command("low", priority: -5), Job.command("high", priority: 9), Job.command("middle"),
            Job.command("also-middle"),
        ]
        let bench = try await OrchestratorBench(jobs: jobs, workers: 1) { _ in .exited(0) }
        for name in ["low", "middle", "also-middle", "high"] {
            _ = try await bench.orchestrator.operations.request(order(name, id: name))
        }
        try await bench.settle()
        #expect(started(bench) == ["high", "middle", "also-middle", "low"])
        #expect(bench.launcher.most == 1)
    }

    @Test("for_each server: one run for each, as many at a time as the job may have", arguments: [1, 2])
    func forEach(concurrency: Int) async throws {
        let job = Job.command("check", forEach: .server, concurrency: concurrency)
        let gate = Signal()
        let bench = try await OrchestratorBench(servers: ["ns1", "ns2", "ns3"], jobs: [job], workers: 5) { _ in
            await gate.wait()
            return .exited(0)
        }
        _ = try await bench.orchestrator.operations.request(order("check"))
        try await bench.pass()
        for _ in 0..<concurrency { await bench.launcher.started.wait() }
        #expect(await bench.orchestrator.activeRuns().count == concurrency)
        for _ in 0..<3 { gate.send() }
        try await bench.settle()
        #expect(try await bench.runs("check").map(\.subject) == ["ns1", "ns2", "ns3"])
        #expect(bench.launcher.most == concurrency)
    }

    @Test("a request that is repeated gives the same run")
    func repeatedRequest() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.command("check")]) { _ in .exited(0) }
        let first = try await bench.orchestrator.operations.request(order("check"))
        try await bench.settle()
        #expect(try await bench.orchestrator.operations.request(order("check")) == first)
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1)
    }

    @Test("after: a command runs once for each run that has completed, and not for one that has failed")
    func after() async throws {
        let bench = try await OrchestratorBench(
            servers: ["ns1", "ns2"],
            jobs: [
                Job.stage, Job.decode(attempts: 1), Job.command("tell", after: ["decode"]),
                Job.command("each", after: ["decode"], forEach: .server),
            ]
        ) { call in
            if call.decoding == nil { return .exited(0) }
            return call.server == "ns2" ? .exited(70) : try await call.decode()
        }
        try bench.push("a.pcap", to: "ns1")
        try bench.push("a.pcap", to: "ns2")
        try await bench.settle()
        #expect(started(bench).sorted() == ["each", "tell"])
        #expect(try await bench.runs("each").map(\.subject) == ["ns1"])
    }

    @Test("on_failure: a command hears of a run that has failed for good, with the reason, and only of that")
    func onFailure() async throws {
        let bench = try await OrchestratorBench(
            jobs: [Job.stage, Job.decode(attempts: 2, onFailure: ["notify"]), Job.command("notify")]
        ) { call in call.decoding != nil ? try await call.fail(75, "no disk") : .exited(1) }
        try bench.push("a.pcap")
        try await bench.settle()
        #expect(started(bench).isEmpty, "it is tried again")
        bench.clock.advance(.seconds(10))
        try await bench.settle()
        #expect(started(bench) == ["notify"])
        #expect(bench.launcher.calls.last?.command.environment["ENTRADA_REASON"]?.contains("no disk") == true)
        try await bench.settle()
        #expect(bench.launcher.calls.count == 3, "its own failure is not told of")
    }

    @Test("a paused job does not fire and starts nothing, except what an operator asks for")
    func paused() async throws {
        let bench = try await OrchestratorBench(
            jobs: [Job.stage, Job.decode, Job.command("check", schedule: Self.hourly)]
        ) { call in call.decoding != nil ? try await call.decode() : .exited(0) }
        for job in ["decode", "check"] {
            try await bench.orchestrator.pause(job: job, untilUs: nil, who: "root(0)", reason: "maintenance")
        }
        try bench.push("a.pcap")
        bench.clock.advance(.seconds(7200))
        try await bench.settle()
        #expect(bench.launcher.calls.isEmpty)
        _ = try await bench.orchestrator.operations.request(order("check"))
        try await bench.settle()
        #expect(started(bench) == ["check"])
        try await bench.orchestrator.resume(job: "decode", who: "root(0)", reason: nil)
        try await bench.settle()
        #expect(try await bench.capture("a.pcap").state == .archived)
    }

    @Test("a pause with an end ends")
    func pausedUntil() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.command("check", schedule: Self.hourly)]) { _ in .exited(0) }
        let until = bench.clock.nowUs + 5_400_000_000
        try await bench.orchestrator.pause(job: "check", untilUs: until, who: "root(0)", reason: nil)
        for _ in 0..<3 {
            try await bench.settle()
            bench.clock.advance(.seconds(3600))
        }
        #expect(bench.launcher.calls.count == 1)
    }

    @Test("overlap: skip drops the fire and says so, queue keeps one", arguments: [Overlap.skip, .queue])
    func overlap(policy: Overlap) async throws {
        let gate = Signal()
        let job = Job.command("check", schedule: Self.hourly, overlap: policy)
        let bench = try await OrchestratorBench(jobs: [job]) { _ in
            await gate.wait()
            return .exited(0)
        }
        for _ in 0..<4 {
            try await bench.pass()
            bench.clock.advance(.seconds(3600))
        }
        // The next fire is an hour away again.
        bench.clock.advance(.seconds(-3600))
        for _ in 0..<4 { gate.send() }
        try await bench.settle()
        #expect(bench.launcher.calls.count == (policy == .skip ? 1 : 2))
        let skips = try await bench.ledger.read { try $0.events().count { $0.to == "skipped" } }
        #expect(skips == (policy == .skip ? 3 : 2))
    }

    @Test("overlap: cancel_running stops what runs, and then starts")
    func cancelRunning() async throws {
        let job = Job.command("check", schedule: Self.hourly, overlap: .cancelRunning)
        let bench = try await OrchestratorBench(jobs: [job]) { await $0.hang() }
        for number in 1...3 {
            try await bench.pass()
            if number > 1 {
                let before = try await bench.runs("check")[number - 2]
                await bench.orchestrator.endings(ofRun: before.id)
                try await bench.pass()
            }
            await bench.launcher.started.wait()
            bench.clock.advance(.seconds(3600))
        }
        #expect(try await bench.runs("check").map(\.state) == [.cancelled, .cancelled, .running])
        #expect(try await bench.runs("check").first?.error?.contains("overlap = cancel_running") == true)
        await bench.orchestrator.interruptAll()
        await bench.endOf("check")
    }

    @Test("a waiting run that is cancelled never starts")
    func cancelWaiting() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.command("check")]) { _ in .exited(0) }
        let run = try await bench.orchestrator.operations.request(order("check"))[0]
        try await bench.orchestrator.operations.cancel(run: run, who: "root(0)", reason: "mistake")
        try await bench.settle()
        #expect(bench.launcher.calls.isEmpty)
        #expect(try await bench.runs("check").map(\.state) == [.cancelled])
    }

    @Test("an operator's retry does not wait for the back-off")
    func expedite() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { _ in .exited(75) }
        try bench.push("a.pcap")
        try await bench.settle()
        bench.launcher.follow { try await $0.decode() }
        let run = try #require(try await bench.runs("decode").first)
        _ = try await bench.orchestrator.operations.retry(run: run.id, requestID: "r", who: "root(0)", reason: nil)
        try await bench.settle()
        #expect(try await bench.runs("decode").map(\.state) == [.completed])
    }

    @Test("catch-up: a fire that was missed while the daemon was down", arguments: [CatchUp.none, .last, .all])
    func catchUp(policy: CatchUp) async throws {
        let daily = Schedule.cron(try CronExpression("15 2 * * *"), .gmt)
        let bench = try await OrchestratorBench(
            jobs: [Job.command("check", schedule: daily, concurrency: 1, catchUp: policy)]) { _ in .exited(0) }
        bench.clock.advance(.seconds(14 * 3600 + 900))
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1)
        bench.clock.advance(.seconds(3 * 86_400 + 3600))
        let next = try await bench.restart()
        try await bench.settle(next)
        #expect(bench.launcher.calls.count == 1 + (policy == .none ? 0 : policy == .last ? 1 : 3))
    }

    @Test("reload: a new job runs, a removed one does not, and what runs once at the start does not run again")
    func reload() async throws {
        let boot = Job.command("boot", schedule: .reboot)
        let bench = try await OrchestratorBench(jobs: [boot, Job.command("old", schedule: Self.hourly)]) { _ in
            .exited(0)
        }
        try await bench.settle()
        // Those that start together have no order.
        #expect(started(bench).sorted() == ["boot", "old"])
        try await bench.orchestrator.reload(
            configuration: bench.configuration,
            jobs: JobSet([
                boot, Job.command("new", schedule: Self.hourly),
                Job.command("off", schedule: Self.hourly, isEnabled: false),
            ]))
        bench.clock.advance(.seconds(3600))
        try await bench.settle()
        #expect(started(bench).sorted() == ["boot", "new", "old"])
    }

    @Test("what fails for one job does not stop the others")
    func isolated() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.command("check", schedule: Self.hourly)]) { _ in
            .exited(0)
        }
        try FileManager.default.removeItem(atPath: bench.absolute("captures/ns1"))
        await #expect(throws: (any Error).self) { try await bench.pass() }
        await bench.endOf("check")
        #expect(started(bench) == ["check"])
        #expect(await bench.orchestrator.isPending("stage"), "it is asked again")
    }

    @Test("planning twice plans the same, and changes nothing", arguments: ["stage", "decode", "compact"])
    func planner(name: String) async throws {
        let compact = JobDefinition(name: "compact", kind: .compact)
        let jobs = [Job.stage, Job.decode, compact]
        let bench = try await OrchestratorBench(jobs: jobs)
        try bench.push("a.pcap", age: 300)
        try await bench.settle()
        bench.clock.advance(.seconds(90_000))
        bench.launcher.follow { _ in .exited(75) }
        try bench.push("b.pcap", age: 200)
        if name == "decode" {
            try await bench.orchestrator.pause(job: "decode", untilUs: nil, who: "root(0)", reason: nil)
            await bench.orchestrator.signal(["stage"])
            try await bench.settle()
        }
        let job = try #require(jobs.first { $0.name == name })
        let (context, runner) = (
            PlanContext(dependencies: bench.dependencies, configuration: bench.configuration, job: job),
            JobRunners.standard[job.kind]
        )
        let before = try await bench.ledger.read { try $0.verify() }
        let first = try await runner.plan(context)
        let second = try await runner.plan(context)
        #expect(first.map(\.subject) == second.map(\.subject))
        #expect(first.map(\.cause) == second.map(\.cause))
        #expect(first.count == 1)
        #expect(try await bench.ledger.read { try $0.verify() }.head == before.head)
        try await bench.ledger.create(first + second)
        #expect(try await runner.plan(context).isEmpty, "it is under way")
    }
}
