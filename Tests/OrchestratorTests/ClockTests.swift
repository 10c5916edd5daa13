import Foundation
import Jobs
import Ledger
import Model
import Scheduling
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

/// I13: a clock that may be wrong deletes nothing, and starts no storm.
@Suite("a clock that nobody can believe")
struct ClockTests {
    private static let expire = JobDefinition(
        name: "expire", kind: .expire, schedule: .every(.seconds(86_400)), retry: Job.retry(1))
    private static let jobs = [Job.stage, Job.decode, expire]

    private func bench(_ jobs: [JobDefinition] = ClockTests.jobs) async throws -> OrchestratorBench {
        let bench = try await OrchestratorBench(jobs: jobs)
        for name in ["a", "b", "c"] { try bench.push("\(name).pcap") }
        try await bench.settle()
        #expect(try await bench.captures(.archived).count == 3)
        return bench
    }

    private func expire(_ bench: OrchestratorBench, _ orchestrator: Orchestrator? = nil) async throws {
        let order = RunOrder(id: UUID().uuidString, job: "expire", who: "root(0)", reason: "a test")
        _ = try await (orchestrator ?? bench.orchestrator).operations.request(order)
        try await bench.settle(orchestrator ?? bench.orchestrator)
    }

    private static let years: [Duration] = [.seconds(12 * 365 * 86_400), .seconds(-54 * 365 * 86_400)]

    @Test("a start in 2036 or 1970 deletes nothing until somebody confirms the clock", arguments: years)
    func start(step: Duration) async throws {
        let bench = try await bench()
        bench.clock.set(by: step)
        let next = try await bench.restart()
        try await expire(bench, next)
        #expect(try await bench.captures(.archived).count == 3)
        #expect(await next.alarms.contains { $0.contains("clock") })
        let run = try #require(try await bench.runs("expire").last)
        #expect(run.failures == 0 && run.error?.contains("clock confirm") == true, "\(run)")
        // Another start at the same time is no proof that it is right.
        let third = try await bench.restart()
        #expect(await third.alarms.contains { $0.contains("clock") })
        #expect(try await third.confirmClock(who: "root(0)", reason: "a test"))
        #expect(await !third.alarms.contains { $0.contains("clock") })
        try await expire(bench, third)
        let gone = step > .zero ? 3 : 0
        #expect(try await bench.captures(.expired).count == gone, "the archive keeps 30 days")
        #expect(try await bench.troubles() == [])
    }

    @Test("a jump of more than an hour while the daemon runs is noticed, in both directions", arguments: years)
    func jump(step: Duration) async throws {
        let bench = try await bench()
        bench.clock.set(by: step)
        try await expire(bench)
        #expect(try await bench.captures(.archived).count == 3)
        #expect(await bench.orchestrator.alarms.contains { $0.contains("clock") })
        let events = try await bench.ledger.read { try $0.events(limit: 1000) }
        #expect(events.contains { $0.kind == "clock" && $0.to == "jumped" })
        #expect(events.contains { $0.kind == "clock" && $0.to == "doubted" })
        // It comes back: still in doubt, until somebody has looked.
        bench.clock.set(by: .zero - step)
        try await expire(bench)
        #expect(try await bench.captures(.archived).count == 3)
        #expect(try await bench.orchestrator.confirmClock(who: "root(0)", reason: "a test"))
        bench.clock.advance(.seconds(31 * 86_400))
        try await expire(bench)
        #expect(try await bench.captures(.expired).count == 3)
    }

    @Test("a step of some minutes is an event, and no reason for doubt")
    func smallStep() async throws {
        let bench = try await bench()
        bench.clock.set(by: .seconds(-600))
        try await bench.settle()
        #expect(await bench.orchestrator.alarms.isEmpty)
        let events = try await bench.ledger.read { try $0.events(limit: 1000) }
        #expect(events.last { $0.kind == "clock" }?.why == "the clock was set back by 600 s")
    }

    @Test("what waits does not wait for the years that were taken back")
    func waiting() async throws {
        let bench = try await OrchestratorBench(jobs: Self.jobs) { _ in .exited(70) }
        try bench.push("a.pcap")
        try await bench.settle()
        bench.clock.set(by: .seconds(3650 * 86_400))
        bench.clock.advance(.seconds(60))
        try await bench.settle()
        let waits = try #require(try await bench.runs("decode").first)
        #expect(waits.state == .retryable && waits.failures == 2)
        bench.clock.set(by: .seconds(-3650 * 86_400))
        try await bench.settle()
        bench.clock.advance(.seconds(60))
        bench.launcher.follow { try await $0.decode() }
        try await bench.settle()
        #expect(try await bench.captures(.archived).count == 1)
    }

    @Test("jumps in both directions fire each job once at the most")
    func noStorm() async throws {
        let job = Job.command("tick", schedule: .every(.seconds(60)), catchUp: .all)
        let bench = try await OrchestratorBench(jobs: [job])
        try await bench.settle()
        for step in Self.years + [.seconds(7200), .seconds(-7200)] {
            let before = try await bench.runs("tick").count
            bench.clock.set(by: step)
            try await bench.settle()
            #expect(try await bench.runs("tick").count <= before + 1)
            let next = try await bench.restart()
            try await bench.settle(next)
            #expect(try await bench.runs("tick").count <= before + 2)
            bench.clock.set(by: .zero - step)
            try await bench.settle()
            #expect(try await bench.runs("tick").count <= before + 3)
        }
    }

    @Test("packets of 2106 and of 1970 are rows that stay as long as all others")
    func strangePackets() async throws {
        let bench = try await OrchestratorBench(jobs: Self.jobs) { call in
            let id = call.capture?.id ?? 0
            var file = try call.output("rows", rows: [id: 10])
            file.day = id % 2 == 0 ? "1970-01-01" : "2106-02-07"
            var outcome = try call.outcome([file])
            for index in outcome.captures.indices {
                outcome.captures[index].first_us = id % 2 == 0 ? 1 : 4_294_967_295_000_000
                outcome.captures[index].last_us = outcome.captures[index].first_us
            }
            try await call.say(.finished(outcome))
            return .exited(0)
        }
        try bench.push("a.pcap")
        try bench.push("b.pcap", age: 3000)
        try await bench.settle()
        var configuration = bench.configuration
        configuration.retention.warehouseDays = 10
        configuration.retention.stagingDays = 10
        try await bench.orchestrator.reload(configuration: configuration, jobs: JobSet(Self.jobs))
        try await expire(bench)
        #expect(try await bench.rows() == 20)
        #expect(try await bench.captures(.archived).count == 2)
        bench.clock.advance(.seconds(11 * 86_400))
        try await expire(bench)
        #expect(try await bench.rows() == 10, "the day that is over and was loaded long ago")
        #expect(try await bench.troubles() == [])
    }
}
