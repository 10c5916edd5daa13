import Foundation
import Jobs
import Ledger
import Model
import Scheduling
import Testing
import TestSupport

@testable import Orchestrator

@Suite("orders for past days")
struct BackfillTests {
    private static let hour: Int64 = 3_600_000_000

    /// Captures of two servers and three days, decoded; one of them in quarantine.
    private func bench(_ jobs: [JobDefinition] = []) async throws -> OrchestratorBench {
        let bench = try await OrchestratorBench(
            servers: ["ns1", "ns2"], jobs: [Job.stage, Job.decode(attempts: 1)] + jobs
        ) {
            call in
            let isBad = call.capture?.path.hasSuffix("bad.pcap") == true
            return isBad ? .exited(65) : try await call.decode()
        }
        for (name, server, days) in [
            ("a.pcap", "ns1", 3), ("b.pcap", "ns1", 2), ("bad.pcap", "ns1", 1), ("c.pcap", "ns2", 2),
        ] {
            try bench.push(name, to: server, age: days * 86_400)
        }
        try await bench.settle()
        return bench
    }

    private func order(
        _ id: String, job: String = "decode", server: String? = nil, from: String? = nil, to: String? = nil,
        _ selection: RunOrder.Selection
    ) -> RunOrder {
        RunOrder(
            id: id, job: job, server: server, fromDay: from, toDay: to, selection: selection, who: "ann(1)",
            reason: "a test")
    }

    private func names(_ bench: OrchestratorBench, _ order: RunOrder) async throws -> [String] {
        let captures = try await bench.captures()
        return try await bench.orchestrator.operations.subjects(of: order).map { subject in
            captures.first { .capture($0.id) == subject }?.name ?? subject.description
        }.sorted()
    }

    /// `days` before the clock's start, as a day.
    private func day(_ days: Int64) -> String {
        Day(microseconds: TestClock.start - days * 86_400_000_000).description
    }

    @Test("missing, failed and all mean what they say, within a server and days")
    func selections() async throws {
        let bench = try await bench()
        #expect(try await bench.captures(.quarantined).map(\.name) == ["bad.pcap"])
        #expect(try await names(bench, order("1", .missing)) == [])
        #expect(try await names(bench, order("1", .failed)) == ["bad.pcap"])
        #expect(try await names(bench, order("1", server: "ns2", .failed)) == [])
        #expect(try await names(bench, order("1", .all)) == ["a.pcap", "b.pcap", "bad.pcap", "c.pcap"])
        #expect(try await names(bench, order("1", server: "ns1", .all)) == ["a.pcap", "b.pcap", "bad.pcap"])
    }

    @Test("days are those of the first packet, both ends included")
    func days() async throws {
        let bench = try await bench()
        let times = try await bench.captures().map {
            ($0.name, Day(microseconds: $0.firstPacketUs ?? $0.modifiedUs).description)
        }
        for (name, day) in times {
            let found = try await names(bench, order("1", from: day, to: day, .all))
            #expect(found == times.filter { $0.1 == day }.map(\.0).sorted() && found.contains(name))
        }
        #expect(try await names(bench, order("1", from: "2001-01-01", to: "2001-12-31", .all)) == [])
        await #expect(throws: LedgerError.self) { try await names(bench, order("1", from: "2026-02-31", .all)) }
    }

    @Test(
        "what is decoded again replaces its rows, gives way to new captures, and is done once however often it is asked"
    )
    func again() async throws {
        let bench = try await bench()
        let rows = try await bench.rows()
        let runs = try await bench.orchestrator.operations.request(order("x", server: "ns1", .all))
        #expect(runs.count == 3)
        #expect(try await bench.orchestrator.operations.request(order("x", server: "ns1", .all)) == runs)
        let records = try await bench.ledger.read { view in try runs.map { try view.requireRun($0) } }
        #expect(records.allSatisfy { $0.priority == Int64(Job.decode.priority) - 1 && $0.requestedBy == "ann(1)" })
        try await bench.settle()
        #expect(try await bench.captures(.archived).map(\.name) == ["a.pcap", "b.pcap", "c.pcap"])
        #expect(try await bench.captures(.quarantined).map(\.name) == ["bad.pcap"])
        #expect(try await bench.rows() == rows)
        #expect(try await bench.troubles() == [])
    }

    @Test("everything that has failed is tried again, of a job, of a server")
    func failed() async throws {
        let bench = try await bench([Job.command("report")])
        let now = bench.clock.nowUs
        let failed = try await bench.ledger.write { tx in
            let id = try tx.createRun(
                NewRun(
                    job: "report", kind: "command", subject: "-", cause: "x", priority: 0, nominalUs: now, dueUs: now)
            ).id
            let attempt = try tx.start(run: id, incarnation: 1)
            try tx.finish(
                RunEnd(
                    run: id, attempt: attempt, incarnation: 1, state: .discarded, outcome: .failed, message: "broken"))
            return id
        }
        let orchestrator = bench.orchestrator
        func retry(_ id: String, job: String? = nil, server: String? = nil) async throws -> [String] {
            let (runs, _) = try await orchestrator.operations.retryFailed(
                job: job, server: server, requestID: id, who: "ann(1)", reason: nil)
            return try await bench.ledger.read { view in try runs.map { try view.requireRun($0).job } }
        }
        #expect(try await retry("1", server: "ns2") == [])
        #expect(try await retry("2", job: "report") == ["report"])
        #expect(try await retry("3", job: "report") == [], "it is under way: run \(failed) is not the latest any more")
        #expect(try await retry("4") == ["decode"])
        await #expect(throws: LedgerError.self) { try await retry("5", job: "nothing") }
    }

    @Test("a job with a schedule gets a run for each time of the days that has none")
    func fires() async throws {
        let schedule = Schedule.every(.seconds(6 * 3600))
        let bench = try await OrchestratorBench(jobs: [Job.command("report", schedule: schedule, catchUp: .none)])
        let (first, last) = (day(3), day(2))
        let found = try await bench.orchestrator.operations.subjects(
            of: order("1", job: "report", from: first, to: last, .missing))
        #expect(found == Array(repeating: "-", count: 8))
        let runs = try await bench.orchestrator.operations.request(
            order("1", job: "report", from: first, to: last, .missing))
        let nominal = try await bench.ledger.read { view in try runs.map { try view.requireRun($0).nominalUs } }
        let start = TestClock.start - TestClock.start % 86_400_000_000 - 3 * 86_400_000_000
        #expect(nominal == (0..<8).map { start + $0 * 6 * Self.hour })
        #expect(
            try await bench.orchestrator.operations.subjects(
                of: order("2", job: "report", from: first, to: last, .missing)) == [])
        // Nothing of the future.
        let today = day(0)
        let soon = try await bench.orchestrator.operations.subjects(
            of: order("3", job: "report", from: today, to: "2099-01-01", .all))
        #expect(soon.count == Int((TestClock.start % 86_400_000_000 - 1) / (6 * Self.hour)) + 1)
    }

    @Test("what can't be meant is refused with what to do instead")
    func refused() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.fetch(), Job.command("byhand")])
        for wrong in [order("1", job: "fetch", .all), order("1", job: "byhand", from: "2024-01-01", .missing)] {
            await #expect(throws: LedgerError.self) { try await bench.orchestrator.operations.request(wrong) }
        }
    }
}
