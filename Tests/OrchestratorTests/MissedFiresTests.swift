import Foundation
import Jobs
import Ledger
import Scheduling
import Testing
import TestSupport

@testable import Orchestrator

@Suite("fires that were missed, and the least time between two")
struct MissedFiresTests {
    private static let day = Duration.seconds(86_400)

    /// At 02:15 each day; it is 12:00.
    private func daily(
        _ catchUp: CatchUp, minimum: Duration? = nil, at text: String = "15 2 * * *", isEnabled: Bool = true
    ) throws -> JobDefinition {
        var job = Job.command(
            "check", schedule: .cron(try CronExpression(text), .gmt), catchUp: catchUp, isEnabled: isEnabled)
        job.minimumInterval = minimum
        return job
    }

    /// A bench whose job has fired once, at 02:15; it is 12:00 on the next day.
    private func bench(_ job: JobDefinition) async throws -> OrchestratorBench {
        let bench = try await OrchestratorBench(jobs: [job]) { _ in .exited(0) }
        bench.clock.advance(.seconds(14 * 3600 + 900))
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1)
        bench.clock.advance(.seconds(9 * 3600 + 2700))
        try await bench.settle()
        return bench
    }

    private func skips(_ bench: OrchestratorBench) async throws -> [String] {
        try await bench.ledger.read { try $0.events().filter { $0.to == "skipped" }.compactMap(\.why) }
    }

    @Test(
        "A daemon that comes back half a minute late makes up what catch_up says, none for nothing",
        arguments: CatchUp.allCases)
    func halfAMinute(policy: CatchUp) async throws {
        let bench = try await bench(try daily(policy))
        bench.clock.advance(.seconds(14 * 3600 + 900 + 30))
        let next = try await bench.restart()
        try await bench.settle(next)
        #expect(bench.launcher.calls.count == (policy == .none ? 1 : 2))
        #expect(try await skips(bench).count == (policy == .none ? 1 : 0))
        #expect(try await skips(bench).first?.hasSuffix("catch_up is none") ?? true)
    }

    @Test("Between a made-up fire and the regular one there is no least time but the one that is declared")
    func declared() async throws {
        for (minimum, count) in [(nil, 3), (Duration.seconds(600), 2)] {
            let bench = try await bench(try daily(.last, minimum: minimum))
            // Away until half a minute before the second fire.
            bench.clock.advance(Self.day + .seconds(14 * 3600 + 900 - 30))
            let next = try await bench.restart()
            try await bench.settle(next)
            #expect(bench.launcher.calls.count == 2, "made up")
            bench.clock.advance(.seconds(31))
            try await bench.settle(next)
            #expect(bench.launcher.calls.count == count)
            let told = try await skips(bench)
            #expect(
                told == (minimum == nil ? [] : ["min_interval is 10m: the previous run was created less than that ago"])
            )
        }
    }

    @Test("What is declared outlives the daemon")
    func restarted() async throws {
        var job = Job.command("check", schedule: .every(.seconds(60)), catchUp: .none)
        job.minimumInterval = .seconds(600)
        let bench = try await OrchestratorBench(jobs: [job]) { _ in .exited(0) }
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1)
        bench.clock.advance(.seconds(61))
        let next = try await bench.restart()
        for _ in 0..<8 {
            bench.clock.advance(.seconds(60))
            try await bench.settle(next)
        }
        #expect(bench.launcher.calls.count == 1)
        bench.clock.advance(.seconds(120))
        try await bench.settle(next)
        #expect(bench.launcher.calls.count == 2)
    }

    @Test("All that is made up keeps the least time that is declared")
    func spread() async throws {
        let bench = try await bench(try daily(.all, minimum: .seconds(3600)))
        bench.clock.advance(.seconds(3 * 86_400))
        let next = try await bench.restart()
        try await bench.settle(next)
        #expect(bench.launcher.calls.count == 2)
        let due = try await bench.runs("check").suffix(3).map(\.dueUs)
        #expect(zip(due, due.dropFirst()).map { $1 - $0 } == [3_600_000_000, 3_600_000_000])
    }

    @Test("A machine that sleeps misses fires as a daemon that is down does", arguments: CatchUp.allCases)
    func sleeping(policy: CatchUp) async throws {
        let bench = try await bench(try daily(policy))
        bench.clock.advance(.seconds(3 * 86_400))
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1 + (policy == .none ? 0 : policy == .last ? 1 : 3))
        let told = try await skips(bench)
        #expect(told.count == (policy == .all ? 0 : 1))
        #expect(
            told.filter { $0.hasPrefix("the scheduler did not run; 2024-03-07T02:15:00Z … ") }.count == told.count,
            "\(told)")
        #expect(told.filter { $0.hasSuffix("catch_up is \(policy.rawValue)") }.count == told.count, "\(told)")
        bench.clock.advance(.seconds(14 * 3600 + 900))
        try await bench.settle()
        #expect(bench.launcher.calls.count == 2 + (policy == .none ? 0 : policy == .last ? 1 : 3), "the regular one")
    }

    @Test("A clock that is set forward makes up one fire at the most, and none with none", arguments: CatchUp.allCases)
    func setForward(policy: CatchUp) async throws {
        let bench = try await bench(try daily(policy))
        bench.clock.set(by: .seconds(3 * 86_400))
        try await bench.settle()
        #expect(bench.launcher.calls.count == (policy == .none ? 1 : 2))
        #expect(try await skips(bench).first?.hasPrefix("the clock was set forward; ") == true)
    }

    @Test("A clock that is set back runs nothing twice, and says so")
    func setBack() async throws {
        let bench = try await bench(try daily(.last))
        bench.clock.set(by: .zero - Self.day)
        try await bench.settle()
        bench.clock.advance(Self.day)
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1)
        let run = try #require(try await bench.runs("check").first).id
        #expect(
            try await skips(bench).suffix(1) == [
                "run \(run) already exists for this time; the clock was set back since"
            ])
        bench.clock.advance(Self.day)
        try await bench.settle()
        #expect(bench.launcher.calls.count == 2)
    }

    @Test("A daemon that starts with an earlier time than before does not know what was missed, and says so once")
    func earlierStart() async throws {
        let bench = try await bench(try daily(.all))
        bench.clock.set(by: .seconds(-40 * 86_400))
        for _ in 0..<3 { _ = try await bench.restart() }
        #expect(
            try await skips(bench).filter { $0.hasPrefix("the clock was set back, from 2024-03-06T02:15:00Z") }.count
                == 1)
    }

    @Test("A reload is no reason to make up for anything: another time of day, a job that was disabled")
    func reloaded() async throws {
        let bench = try await bench(try daily(.last))
        let earlier = try daily(.last, at: "0 11 * * *")
        try await bench.orchestrator.reload(configuration: bench.configuration, jobs: JobSet([earlier]))
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1, "11:00 was never missed")
        let off = try daily(.last, at: "0 11 * * *", isEnabled: false)
        try await bench.orchestrator.reload(configuration: bench.configuration, jobs: JobSet([off]))
        bench.clock.advance(.seconds(2 * 86_400))
        try await bench.settle()
        try await bench.orchestrator.reload(configuration: bench.configuration, jobs: JobSet([earlier]))
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1, "it was disabled when it would have fired")
        #expect(try await skips(bench) == [])
        bench.clock.advance(Self.day)
        try await bench.settle()
        #expect(bench.launcher.calls.count == 2)
    }

    @Test("Nor is a start, for a job that was disabled before it")
    func enabledAtStart() async throws {
        let bench = try await bench(try daily(.last))
        let off = try daily(.last, isEnabled: false)
        try await bench.orchestrator.reload(configuration: bench.configuration, jobs: JobSet([off]))
        bench.clock.advance(.seconds(2 * 86_400))
        let next = Orchestrator(
            dependencies: bench.dependencies, configuration: bench.configuration, jobs: JobSet([try daily(.last)]))
        try await bench.start(next)
        try await bench.settle(next)
        #expect(bench.launcher.calls.count == 1)
    }

    @Test("A daemon that is down for a day, with a reload before its first turn, makes up what was missed")
    func reloadedAtOnce() async throws {
        let bench = try await bench(try daily(.last))
        bench.clock.advance(Self.day)
        let next = try await bench.restart()
        let later = try daily(.last, at: "0 15 * * *")
        try await next.reload(configuration: bench.configuration, jobs: JobSet([later]))
        try await bench.settle(next)
        #expect(bench.launcher.calls.count == 2)
    }

    @Test("What passed while the job was paused is not made up for after a restart")
    func paused() async throws {
        let bench = try await bench(try daily(.last))
        try await bench.orchestrator.pause(job: "check", untilUs: nil, who: "root(0)", reason: nil)
        for _ in 0..<2 {
            bench.clock.advance(.seconds(15 * 3600))
            try await bench.settle()
        }
        try await bench.orchestrator.resume(job: "check", who: "root(0)", reason: nil)
        let next = try await bench.restart()
        try await bench.settle(next)
        #expect(bench.launcher.calls.count == 1)
        #expect(try await skips(bench) == ["the job is paused"])
    }

    @Test("Paused and down at the same time: nothing is made up for, whatever the policy", arguments: CatchUp.allCases)
    func pausedAndDown(policy: CatchUp) async throws {
        let bench = try await bench(try daily(policy))
        try await bench.orchestrator.pause(job: "check", untilUs: nil, who: "root(0)", reason: nil)
        bench.clock.advance(.seconds(3 * 86_400))
        let next = try await bench.restart()
        try await bench.settle(next)
        try await next.resume(job: "check", who: "root(0)", reason: nil)
        try await bench.settle(next)
        #expect(bench.launcher.calls.count == 1)
        #expect(
            try await skips(bench).last?.contains(policy == .none ? "catch_up is none" : "the job is paused") == true)
    }

    @Test("A fire that meets the run before it names the rule")
    func overlap() async throws {
        let bench = try await OrchestratorBench(
            jobs: [Job.command("check", schedule: .every(.seconds(3600)))]
        ) { _ in
            let never = AsyncStream<Void> { _ in }
            for await _ in never {}
            return .stopped(.cancelled)
        }
        try await bench.begin("check")
        bench.clock.advance(.seconds(3600))
        try await bench.pass()
        #expect(try await skips(bench) == ["overlap is skip: the previous run has not ended"])
        await bench.orchestrator.interruptAll()
        await bench.endOf("check")
    }
}
