import Foundation
import Jobs
import Ledger
import Model
import RealServers
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

@Suite("days are rewritten")
struct RewriteRunTests {
    private static let compact = JobDefinition(name: "compact", kind: .compact, retry: Job.retry(2))
    private static let purge = JobDefinition(name: "purge", kind: .purge, retry: Job.retry(2))

    /// Two captures of a day in staging, and the next noon.
    private func bench(purgeAfterDays: Int? = nil, jobs: [JobDefinition] = [compact]) async throws -> OrchestratorBench
    {
        let bench = try await OrchestratorBench(
            jobs: [Job.stage, Job.decode] + jobs, purgeAfterDays: purgeAfterDays
        ) { call in
            if call.decoding?.flush_as != nil {
                try await call.say(.finished(try call.outcome([])))
                return .exited(0)
            }
            return call.decoding != nil ? try await call.decode() : try await Self.rewrite(call)
        }
        try bench.push("a.pcap", age: 200)
        try bench.push("b.pcap", age: 100)
        try await bench.settle()
        bench.clock.advance(.seconds(90_000))
        return bench
    }

    /// Merges as it should be: ten rows of each capture that was not masked.
    private static func rewrite(_ call: WorkerCall, rows: Int64 = 10) async throws -> WorkerEnd {
        var found: [Int64: Int64] = [:]
        for input in try call.inputs() {
            let text = try String(contentsOfFile: input.path, encoding: .utf8)
            for id in text.split(separator: " ").compactMap({ Int64($0) }) where !input.masked.contains(id) {
                found[id, default: 0] += rows
            }
        }
        let text = "rows of " + found.keys.sorted().map(String.init).joined(separator: " ")
        try await call.say(.finished(try call.outcome([try call.output(text, rows: found)])))
        return .exited(0)
    }

    private func live(_ bench: OrchestratorBench) async throws -> [Snapshot.File] {
        try await bench.ledger.read { try $0.liveSet() }
    }

    @Test("a closed day: one file instead of many, as many rows; the old files stay for their readers")
    func compacted() async throws {
        let bench = try await bench()
        let old = try await live(bench)
        #expect(old.count == 2)
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        let new = try await live(bench)
        #expect(new.map(\.rows) == [20])
        #expect(new.first?.path.hasPrefix("warehouse/dns/day=2024-03-05/gen=1/") == true)
        #expect(old.allSatisfy { bench.exists($0.path) })
        #expect(try await bench.troubles() == [])
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        #expect(try await bench.runs("compact").count == 1, "nothing is left to do")
    }

    @Test("a day that is not closed is left alone, unless somebody asks")
    func open() async throws {
        let bench = try await bench()
        bench.clock.advance(.seconds(-90_000))
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        #expect(try await bench.runs("compact").isEmpty)
        let runs = try await bench.orchestrator.operations.request(RunOrder(id: "r", job: "compact", who: "root(0)"))
        #expect(runs.count == 1)
        try await bench.settle()
        #expect(try await live(bench).map(\.rows) == [20])
    }

    @Test("a rewrite that would change the number of rows is refused", arguments: [9, 11])
    func rowCounts(rows: Int64) async throws {
        let bench = try await bench()
        bench.launcher.follow { try await Self.rewrite($0, rows: rows) }
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        let run = try #require(try await bench.runs("compact").first)
        #expect(run.state == .discarded)
        #expect(run.error?.contains("10 rows in, \(rows) out") == true)
        #expect(try await live(bench).count == 2)
        #expect(try bench.names("warehouse").isEmpty)
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        #expect(try await bench.runs("compact").count == 1, "it is not tried again before something has changed")
    }

    @Test("rows of a capture that nobody gave are refused")
    func foreignRows() async throws {
        let bench = try await bench()
        bench.launcher.follow { call in
            try await call.say(.finished(try call.outcome([try call.output("x", rows: [1: 10, 2: 10, 77: 1])])))
            return .exited(0)
        }
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        #expect(try await bench.runs("compact").first?.error?.contains("capture 77") == true)
        #expect(try await live(bench).count == 2)
    }

    @Test("a day that changes while it is rewritten: the rewrite ends superseded, its files go, and it is done anew")
    func conflict() async throws {
        let bench = try await bench()
        let isFirst = Once()
        bench.launcher.follow { call in
            if isFirst.take() {
                _ = try await bench.ledger.write { tx in
                    try tx.retire(file: try #require(try tx.view.liveSet().first).id)
                }
            }
            return try await Self.rewrite(call)
        }
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        #expect(try await bench.runs("compact").map(\.state) == [.superseded])
        bench.clock.advance(.seconds(3600))
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        #expect(try await bench.runs("compact").map(\.state) == [.superseded, .completed])
        #expect(try await live(bench).map(\.rows) == [10])
        #expect(try await bench.troubles() == [])
    }

    @Test("a worker that fails changes nothing, and the day is tried again", arguments: [75, 70])
    func fails(code: Int32) async throws {
        let bench = try await bench()
        bench.launcher.follow { _ in .exited(code) }
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        #expect(try await bench.runs("compact").map(\.state) == [.retryable])
        #expect(try await live(bench).count == 2)
        bench.launcher.follow { try await Self.rewrite($0) }
        bench.clock.advance(.seconds(10))
        try await bench.settle()
        #expect(try await live(bench).map(\.rows) == [20])
        #expect(try await bench.troubles() == [])
    }

    @Test("a capture that is decoded again after the compaction: its old rows are masked, the next rewrite drops them")
    func reprocessed() async throws {
        let bench = try await bench()
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        let capture = try await bench.capture("a.pcap")
        _ = try await bench.orchestrator.operations.retry(
            capture: capture.id, requestID: "r", who: "root(0)", reason: nil)
        try await bench.settle()
        let files = try await live(bench)
        #expect(files.map(\.masked) == [[capture.id], []])
        bench.clock.advance(.seconds(90_000))
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        let after = try await live(bench)
        #expect(after.map(\.rows) == [20])
        #expect(after.map(\.masked) == [[]])
        let rows = try await bench.ledger.read { view in try view.captureRows(file: after[0].id).map(\.rows) }
        #expect(rows == [10, 10])
    }

    @Test("old days are purged of addresses once; compaction and purge of one day never run together")
    func purge() async throws {
        let bench = try await bench(purgeAfterDays: 7, jobs: [Self.compact, Self.purge])
        await bench.orchestrator.signal(["purge"])
        try await bench.settle()
        #expect(try await bench.runs("purge").isEmpty, "not old enough")
        bench.clock.advance(.seconds(8 * 86_400))
        await bench.orchestrator.signal(["purge", "compact"])
        try await bench.settle()
        #expect(bench.launcher.calls.contains { $0.compacting?.without_addresses == true })
        #expect(bench.launcher.most == 1)
        #expect(try await live(bench).map(\.rows) == [20])
        // One of the two came first, the other one found another revision or nothing to do; in the end it is purged.
        await bench.orchestrator.signal(["purge", "compact"])
        try await bench.settle()
        #expect(try await bench.ledger.read { try $0.unpurgedPartitions(beforeDay: "2024-03-10") }.isEmpty)
        let runs = try await bench.runs("purge").count
        await bench.orchestrator.signal(["purge"])
        try await bench.settle()
        #expect(try await bench.runs("purge").count == runs)
    }
}
