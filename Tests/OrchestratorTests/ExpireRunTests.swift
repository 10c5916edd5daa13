import Foundation
import Jobs
import Ledger
import Model
import Testing
import TestSupport

@testable import Orchestrator

/// Retention, and a disk that has no room.
@Suite("what is too old, too much, or has no room")
struct ExpireRunTests {
    private static let expire = JobDefinition(name: "expire", kind: .expire, retry: Job.retry(1))
    private static let jobs = [Job.stage, Job.decode, expire]

    /// Three captures of 100 bytes each in the archive.
    private func bench() async throws -> OrchestratorBench {
        let bench = try await OrchestratorBench(jobs: Self.jobs, archiveDays: nil)
        for name in ["a", "b", "c"] {
            try bench.push("\(name).pcap", name + String(repeating: "x", count: 99))
        }
        try await bench.settle()
        #expect(try await bench.captures(.archived).count == 3)
        return bench
    }

    private func apply(_ bench: OrchestratorBench, _ change: (inout Configuration) -> Void) async throws {
        var configuration = bench.configuration
        change(&configuration)
        try await bench.orchestrator.reload(configuration: configuration, jobs: JobSet(Self.jobs))
    }

    /// A run that nobody has asked for.
    private func night(_ bench: OrchestratorBench) async throws {
        let now = bench.clock.nowUs
        _ = try await bench.ledger.write { tx in
            try tx.createRun(
                NewRun(
                    job: "expire", kind: "expire", subject: "-", cause: "at:\(now)", priority: 0, nominalUs: now,
                    dueUs: now))
        }
        try await bench.settle()
    }

    private func expire(_ bench: OrchestratorBench) async throws {
        bench.clock.advance(.seconds(1))
        let order = RunOrder(id: "e\(bench.clock.nowUs)", job: "expire", who: "root(0)", reason: "a test")
        _ = try await bench.orchestrator.operations.request(order)
        try await bench.settle()
    }

    @Test("above its size the archive loses its oldest captures; their rows stay")
    func archiveSize() async throws {
        let bench = try await bench()
        let rows = try await bench.rows()
        try await apply(bench) { $0.retention.archiveSize = 250 }
        try await expire(bench)
        #expect(try await bench.captures(.expired).map(\.name) == ["a.pcap"])
        #expect(try await bench.captures(.archived).map(\.name) == ["b.pcap", "c.pcap"])
        #expect(try await bench.rows() == rows)
        try await expire(bench)
        #expect(try await bench.captures(.archived).count == 2)
        #expect(try await bench.troubles().isEmpty)
    }

    @Test("what would delete more than a tenth by itself stops and asks")
    func tenth() async throws {
        let bench = try await bench()
        try await apply(bench) { $0.retention.archiveSize = 250 }
        try await night(bench)
        #expect(try await bench.captures(.archived).count == 3)
        let run = try #require(try await bench.runs("expire").first)
        #expect(run.state == .discarded)
        #expect(run.error?.contains("more than 10 %") == true, "\(run)")
    }

    @Test("what becomes due from one night to the next is in the ordinary course, however large a part it is")
    func course() async throws {
        let bench = try await bench()
        try await apply(bench) { $0.retention.archiveSize = 350 }
        try await night(bench)
        for name in ["d", "e"] { try bench.push("\(name).pcap", name + String(repeating: "x", count: 99)) }
        bench.clock.advance(.seconds(86_400))
        await bench.orchestrator.signal()
        try await bench.settle()
        try await night(bench)
        #expect(try await bench.captures(.expired).map(\.name) == ["a.pcap", "b.pcap"])
        // A setting that has changed is not.
        try await apply(bench) { $0.retention.archiveSize = 150 }
        bench.clock.advance(.seconds(1))
        try await night(bench)
        #expect(try await bench.captures(.archived).count == 3)
        #expect(try await bench.runs("expire").map(\.state) == [.completed, .completed, .discarded])
    }

    @Test("captures and rows that are a day too old go by themselves, those of which nobody took care do not")
    func oldest() async throws {
        let bench = try await OrchestratorBench(jobs: Self.jobs, archiveDays: 2)
        for number in 0..<30 { try bench.push("\(number).pcap", "\(number)") }
        try await bench.settle()
        try await apply(bench) { $0.retention.stagingDays = 2 }
        bench.clock.advance(.seconds(2 * 86_400 - 3600))
        try await night(bench)
        #expect(try await bench.captures(.archived).count == 30)
        bench.clock.advance(.seconds(86_400))
        try await night(bench)
        #expect(try await bench.captures(.expired).count == 30)
        #expect(try await bench.runs("expire").map(\.state) == [.completed, .completed])
        for number in 0..<30 { try bench.push("late-\(number).pcap", "late \(number)") }
        await bench.orchestrator.signal()
        try await bench.settle()
        bench.clock.advance(.seconds(10 * 86_400))
        try await night(bench)
        #expect(try await bench.captures(.archived).count == 30)
        #expect(try await bench.runs("expire").last?.error?.contains("more than 10 %") == true)
    }

    @Test("days that were never compacted leave staging when they are too old")
    func stagingDays() async throws {
        let bench = try await bench()
        try await apply(bench) { $0.retention.stagingDays = 2 }
        try await expire(bench)
        #expect(try await bench.rows() == 30)
        bench.clock.advance(.seconds(4 * 86_400))
        try await expire(bench)
        #expect(try await bench.rows() == 0)
        #expect(try await bench.captures(.archived).count == 3)
    }

    @Test("captures in quarantine stay until their days are over, if there is a limit at all")
    func quarantineDays() async throws {
        let bench = try await OrchestratorBench(jobs: Self.jobs) { try await $0.fail(65, "no capture") }
        try bench.push("bad.pcap", "four")
        await bench.orchestrator.signal()
        try await bench.settle()
        bench.clock.advance(.seconds(400 * 86_400))
        try await expire(bench)
        #expect(try await bench.capture("bad.pcap").state == .quarantined)
        try await apply(bench) { $0.retention.quarantineDays = 500 }
        try await expire(bench)
        #expect(try await bench.capture("bad.pcap").state == .quarantined)
        bench.clock.advance(.seconds(101 * 86_400))
        try await expire(bench)
        let capture = try await bench.capture("bad.pcap")
        #expect(capture.state == .expired && capture.path?.hasPrefix("trash/") == true)
        #expect(try bench.names("quarantine/ns1") == [])
        let event = try await bench.ledger.read { try $0.events(capture: 1).last }
        #expect(event?.why == "in quarantine for 500 days")
    }

    @Test("what a dry run lists is what a run removes")
    func plan() async throws {
        let bench = try await bench()
        bench.launcher.follow { try await $0.fail(65, "no capture") }
        try bench.push("bad.pcap", "four")
        await bench.orchestrator.signal()
        try await bench.settle()
        try await apply(bench) {
            $0.retention.archiveSize = 250
            $0.retention.stagingDays = 2
            $0.retention.quarantineDays = 3
        }
        bench.clock.advance(.seconds(4 * 86_400))
        let configuration = await bench.orchestrator.currentConfiguration
        let planner = ExpirePlanner(dependencies: bench.dependencies, configuration: configuration, job: "expire")
        let plan = try await planner.plan()
        #expect(plan.removals.filter { $0.rule == .archiveSize }.map(\.bytes) == [100])
        #expect(plan.removals.filter { $0.rule == .quarantineDays }.map(\.bytes) == [4])
        let staged = plan.removals.filter { $0.rule == .stagingDays }
        #expect(staged.count == 3 && staged.allSatisfy { $0.what.hasPrefix("staging/dns/") && $0.bytes > 0 })
        #expect(plan.refusals.count == 2, "a third of the archive, and all rows")
        #expect(try await bench.captures(.archived).count == 3, "it changes nothing")
        try await expire(bench)
        #expect(try await bench.captures(.expired).map(\.name) == ["a.pcap", "bad.pcap"])
        #expect(try await bench.rows() == 0)
        let rest = try await planner.plan().removals
        #expect(rest.filter { [.archiveSize, .quarantineDays, .stagingDays].contains($0.rule) } == [])
    }

    @Test("details of the ledger go after their days, captures and their rows stay, and the rest is proved")
    func details() async throws {
        let bench = try await bench()
        let (captures, rows) = (try await bench.captures().map(\.name), try await bench.rows())
        bench.clock.advance(.seconds(89 * 86_400))
        try await expire(bench)
        #expect(try await bench.ledger.read { try $0.verify().pruned } == 0)
        bench.clock.advance(.seconds(2 * 86_400))
        try await expire(bench)
        let report = try await bench.ledger.read { try $0.verify() }
        #expect(report.problems == [] && report.pruned > 20)
        let told = try await bench.ledger.read { try $0.events(capture: 1) }.map(\.to)
        #expect(told == ["expired"], "by the archive's own retention, two days before")
        #expect(try await bench.captures().map(\.name) == captures)
        #expect(try await bench.rows() == rows)
        #expect(try await bench.runs("expire").last?.result?.contains(#""events":\#(report.pruned)"#) == true)
        #expect(try await bench.troubles() == [])
    }

    @Test("with less than the mark free only what frees space is started")
    func lowDisk() async throws {
        let bench = try await OrchestratorBench(jobs: Self.jobs)
        try await apply(bench) { $0.limits.diskLowMark = .max / 2 }
        try bench.push("a.pcap")
        bench.clock.advance(.seconds(60))
        for _ in 0..<5 { try await bench.pass() }
        let order = RunOrder(id: "x", job: "expire", who: "root(0)", reason: nil)
        _ = try await bench.orchestrator.operations.request(order)
        for _ in 0..<5 {
            try await bench.pass()
            for task in await bench.orchestrator.underWay.1 { await task.value }
        }
        #expect(bench.launcher.calls.isEmpty)
        #expect(try await bench.captures(.archived).isEmpty)
        #expect(try await bench.runs("expire").map(\.state) == [.completed])
        #expect(await bench.orchestrator.alarms.contains { $0.contains("disk_low_mark") })
        try await apply(bench) { $0.limits.diskLowMark = 0 }
        try await bench.settle()
        #expect(try await bench.capture("a.pcap").state == .archived)
    }
}
