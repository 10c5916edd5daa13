import Foundation
import Jobs
import Ledger
import Scheduling
import Testing
import TestSupport

@testable import Orchestrator

@Suite("fires that are skipped leave an event with the reason")
struct SkippedFireTests {
    /// 2024-03-05 12:00 UTC is now.
    private func daily(notOn: [String] = [], catchUp: CatchUp = .last, window: Duration = .seconds(7 * 86_400)) throws
        -> JobDefinition
    {
        JobDefinition(
            name: "check", kind: .command, schedule: .cron(try CronExpression("15 2 * * *"), .gmt),
            notOn: try notOn.map(ExcludedDay.init), retry: Job.retry(1), catchUp: catchUp, catchUpWindow: window,
            parameters: CommandParameters(program: "/bin/true"))
    }

    private func skips(_ bench: OrchestratorBench) async throws -> [String] {
        try await bench.ledger.read { try $0.events().filter { $0.to == "skipped" }.compactMap(\.why) }
    }

    @Test("an excluded day")
    func excluded() async throws {
        let bench = try await OrchestratorBench(jobs: [try daily(notOn: ["2024-03-07"])]) { _ in .exited(0) }
        for _ in 0..<4 {
            bench.clock.advance(.seconds(86_400))
            try await bench.settle()
        }
        #expect(bench.launcher.calls.count == 3)
        #expect(try await skips(bench) == ["2024-03-07T02:15:00Z: not_on excludes the day"])
    }

    @Test(
        "missed while the daemon was down",
        arguments: [
            (CatchUp.none, Duration.seconds(7 * 86_400), "catch_up is none"),
            (.last, .seconds(7 * 86_400), "catch_up is last"), (.last, .seconds(60), "older than catch_up_window"),
        ])
    func missed(policy: CatchUp, window: Duration, reason: String) async throws {
        let bench = try await OrchestratorBench(jobs: [try daily(catchUp: policy, window: window)]) { _ in .exited(0) }
        bench.clock.advance(.seconds(14 * 3600 + 900))
        try await bench.settle()
        bench.clock.advance(.seconds(3 * 86_400 + 9 * 3600 + 2700))
        _ = try await bench.restart()
        let told = try await skips(bench)
        #expect(told.count == 1)
        #expect(told.first?.hasPrefix("the daemon was down; 2024-03-07T02:15:00Z … ") == true, "\(told)")
        #expect(told.first?.hasSuffix(reason) == true, "\(told)")
    }

    @Test("a paused job, once an hour at the most")
    func paused() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.command("check", schedule: .every(.seconds(600)))]) { _ in
            .exited(0)
        }
        try await bench.settle()
        try await bench.orchestrator.pause(job: "check", untilUs: nil, who: "root(0)", reason: nil)
        for _ in 0..<13 {
            bench.clock.advance(.seconds(600))
            try await bench.settle()
        }
        #expect(
            try await skips(bench) == [
                "the job is paused", "the job is paused (6 fires since this was last reported)",
                "the job is paused (6 fires since this was last reported)",
            ])
    }

    @Test("nominal, due and started times are kept: due comes after the jitter")
    func times() async throws {
        var job = try daily()
        job.jitter = .seconds(1800)
        let bench = try await OrchestratorBench(jobs: [job]) { _ in .exited(0) }
        // 02:15:01 on the next day.
        bench.clock.advance(.seconds(14 * 3600 + 901))
        try await bench.settle()
        let made = try #require(try await bench.runs("check").first)
        let nominal: Int64 = TestClock.start + (14 * 3600 + 900) * 1_000_000
        #expect(made.nominalUs == nominal)
        let delay = Jitter.delay(
            job: "check", nominal: Date(timeIntervalSince1970: Double(nominal) / 1e6), longest: .seconds(1800))
        #expect(made.dueUs == nominal + delay.wholeMicroseconds)
        #expect(made.startedUs == nil)
        bench.clock.advance(.seconds(1800))
        try await bench.settle()
        #expect(try await bench.runs("check").first?.startedUs == bench.clock.nowUs)
    }

    @Test("a reload does not fire what has fired")
    func reload() async throws {
        let job = Job.command("check", schedule: .every(.seconds(3600)))
        let bench = try await OrchestratorBench(jobs: [job]) { _ in .exited(0) }
        try await bench.settle()
        bench.clock.advance(.seconds(60))
        try await bench.orchestrator.reload(configuration: bench.configuration, jobs: JobSet([job]))
        try await bench.settle()
        var changed = job
        changed.priority = 3
        try await bench.orchestrator.reload(configuration: bench.configuration, jobs: JobSet([changed]))
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1)
        bench.clock.advance(.seconds(3600))
        try await bench.settle()
        #expect(bench.launcher.calls.count == 2)
    }
}
