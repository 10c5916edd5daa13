import Foundation
import Jobs
import Ledger
import Model
import Scheduling
import Testing
import TestSupport

@testable import Orchestrator

@Suite("storms")
struct StormTests {
    private func follower(_ limit: StormLimit?, minimum: Duration? = nil) -> JobDefinition {
        var job = Job.command("tell", after: ["work"])
        job.stormLimit = limit
        job.minimumInterval = minimum
        return job
    }

    private func work(_ bench: OrchestratorBench, _ count: Int, from first: Int = 0) async throws {
        for number in first..<first + count {
            _ = try await bench.orchestrator.operations.request(RunOrder(id: "r\(number)", job: "work", who: "root(0)"))
            try await bench.settle()
        }
    }

    @Test("follow-ups beyond the limit are held back, told of, and made up for by one run; what is asked for goes on")
    func followers() async throws {
        let bench = try await OrchestratorBench(
            jobs: [Job.command("work"), follower(StormLimit(runs: 5, window: .seconds(60)))]) { _ in .exited(0) }
        try await work(bench, 9)
        #expect(try await bench.runs("work").count == 9)
        #expect(try await bench.runs("tell").count == 5)
        #expect(
            await bench.orchestrator.alarms.contains { $0.contains("the job tell has created more than 5 runs in 1m") })
        _ = try await bench.orchestrator.operations.request(RunOrder(id: "own", job: "tell", who: "root(0)"))
        try await bench.settle()
        #expect(try await bench.runs("tell").count == 6)
        bench.clock.advance(.seconds(61))
        try await bench.settle()
        let last = try #require(try await bench.runs("tell").last)
        #expect(last.cause.description.hasPrefix("storm:"))
        #expect(try await bench.runs("tell").count == 7)
        bench.clock.advance(.seconds(61))
        try await bench.settle()
        #expect(await bench.orchestrator.alarms.isEmpty)
        let told = try await bench.ledger.read {
            try $0.events().compactMap(\.to).filter { ["storm", "calm"].contains($0) }
        }
        #expect(told == ["storm", "calm"])
        try await work(bench, 1, from: 20)
        #expect(try await bench.runs("tell").count == 8)
    }

    @Test("min_interval puts a follow-up off, and one stands for those that come meanwhile")
    func spacing() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.command("work"), follower(nil, minimum: .seconds(300))]) {
            _ in
            .exited(0)
        }
        try await work(bench, 4)
        #expect(try await bench.runs("tell").map(\.state) == [.completed, .available])
        bench.clock.advance(.seconds(301))
        try await bench.settle()
        #expect(try await bench.runs("tell").map(\.state) == [.completed, .completed])
        // Those for which it stood put nothing off any further.
        bench.clock.advance(.seconds(300))
        try await work(bench, 1, from: 10)
        #expect(try await bench.runs("tell").map(\.state) == [.completed, .completed, .completed])
    }

    @Test("a clock that is set to and fro makes a daily job run once a minute at the most")
    func clock() async throws {
        let daily = Schedule.cron(try CronExpression("15 2 * * *"), .gmt)
        let bench = try await OrchestratorBench(jobs: [Job.command("check", schedule: daily)]) { _ in .exited(0) }
        for day in 1...20 {
            bench.clock.advance(.seconds(1))
            bench.clock.set(by: .seconds(86_400))
            try await bench.settle()
            if day == 10 { bench.clock.advance(.seconds(60)) }
        }
        #expect(bench.launcher.calls.count == 2)
        let skips = try await bench.ledger.read { try $0.events().filter { $0.to == "skipped" } }
        #expect(skips.contains { $0.why?.contains("set forward again") == true })
    }
}
