import Foundation
import Jobs
import Ledger
import Model
import RealServers
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

@Suite("small files are merged before the night")
struct MergeRunTests {
    private static func compact(_ mergeFiles: Int = 3) -> JobDefinition {
        JobDefinition(
            name: "compact", kind: .compact, retry: Job.retry(2),
            parameters: CompactParameters(mergeFiles: mergeFiles))
    }

    private func bench(_ mergeFiles: Int = 3) async throws -> OrchestratorBench {
        try await OrchestratorBench(jobs: [Job.stage, Job.decode, Self.compact(mergeFiles)]) { call in
            try await Self.work(call)
        }
    }

    private static func work(_ call: WorkerCall) async throws -> WorkerEnd {
        if let end = try await decode(call) { return end }
        return try await rewrite(call)
    }

    /// Decodes as it should be; nil: something else is asked for.
    private static func decode(_ call: WorkerCall) async throws -> WorkerEnd? {
        guard let request = call.decoding else { return nil }
        if request.flush_as == nil { return try await call.decode() }
        try await call.say(.finished(try call.outcome([])))
        return .exited(0)
    }

    /// Merges as it should be: ten rows of each capture that was not masked.
    private static func rewrite(_ call: WorkerCall) async throws -> WorkerEnd {
        var found: [Int64: Int64] = [:]
        for input in try call.inputs() {
            let text = try String(contentsOfFile: input.path, encoding: .utf8)
            for id in text.split(separator: " ").compactMap({ Int64($0) }) where !input.masked.contains(id) {
                found[id, default: 0] += 10
            }
        }
        let text = "rows of " + found.keys.sorted().map(String.init).joined(separator: " ")
        try await call.say(.finished(try call.outcome([try call.output(text, rows: found)])))
        return .exited(0)
    }

    private func push(_ names: String..., to bench: OrchestratorBench) async throws {
        for (index, name) in names.enumerated() { try bench.push(name + ".pcap", age: 300 - index) }
        await bench.orchestrator.signal(["stage"])
        try await bench.settle()
        // Looks are some seconds apart.
        bench.clock.advance(.seconds(10))
        try await bench.settle()
    }

    private func live(_ bench: OrchestratorBench) async throws -> [Snapshot.File] {
        try await bench.ledger.read { try $0.liveSet() }
    }

    @Test("as many small files as the job says become one in staging, the next ones another; nobody fired the job")
    func merged() async throws {
        let bench = try await bench()
        try await push("a", "b", to: bench)
        #expect(try await bench.runs("compact").isEmpty)
        try await push("c", to: bench)
        #expect(try await live(bench).map(\.rows) == [30])
        #expect(try await live(bench).first?.path.hasPrefix("staging/dns/day=2024-03-05/") == true)
        let run = try #require(try await bench.runs("compact").first)
        #expect(run.state == .completed && run.subject == "dns/2024-03-05" && MergePlanner.isMerge(run))
        #expect(run.priority < 0 && run.reason?.contains("3 small files") == true)
        #expect(bench.launcher.calls.last?.compacting?.unsorted == true)
        try await push("d", "e", "f", to: bench)
        #expect(try await live(bench).map(\.rows) == [30, 30])
        try await push("g", "h", "i", to: bench)
        bench.clock.advance(.seconds(10))
        try await bench.settle()
        // Three files of three are one of nine.
        #expect(try await live(bench).map(\.rows) == [90])
        #expect(try await bench.troubles() == [])
    }

    @Test("no merges where the job says 0")
    func off() async throws {
        let bench = try await bench(0)
        try await push("a", "b", "c", to: bench)
        #expect(try await live(bench).count == 3)
        #expect(try await bench.runs("compact").isEmpty)
    }

    @Test("a merge commits while files come, and the others stay")
    func busy() async throws {
        let bench = try await bench()
        bench.launcher.follow { call in
            if let end = try await Self.decode(call) { return end }
            let late = PublishedFile(
                table: "dns", day: OrchestratorBench.day, path: "staging/late.parquet", rows: 10, bytes: 1, sha256: "l",
                rowsByCapture: [4711: 10])
            try await bench.ledger.write { tx in try tx.readopt(late, masked: [], who: "root(0)") }
            return try await Self.rewrite(call)
        }
        try await push("a", "b", "c", to: bench)
        #expect(try await bench.runs("compact").map(\.state) == [.completed])
        #expect(try await live(bench).map(\.rows).sorted() == [10, 30])
    }

    @Test("the night after merges has the same rows, in one file of the warehouse")
    func night() async throws {
        let (merged, direct) = (try await bench(), try await bench(0))
        var rows: [[Int64: Int64]] = []
        for bench in [merged, direct] {
            try await push("a", "b", "c", "d", to: bench)
            bench.clock.advance(.seconds(90_000))
            await bench.orchestrator.signal(["compact"])
            try await bench.settle()
            let files = try await live(bench)
            #expect(files.map(\.rows) == [40])
            #expect(files.first?.path.hasPrefix("warehouse/dns/day=2024-03-05/gen=1/") == true)
            #expect(try await bench.troubles() == [])
            rows.append(
                try await bench.ledger.read { view in
                    Dictionary(
                        uniqueKeysWithValues: try view.captureRows(file: files[0].id).map { ($0.capture, $0.rows) })
                })
        }
        #expect(rows[0] == rows[1])
        #expect(try await merged.runs("compact").count == 2)
        #expect(try await direct.runs("compact").count == 1)
    }

    @Test("the end of a merge is no reason to compact a closed day before its time")
    func schedule() async throws {
        let bench = try await bench()
        try await push("a", "b", to: bench)
        bench.clock.advance(.seconds(90_000))
        try await push("c", to: bench)
        bench.clock.advance(.seconds(7200))
        try await bench.settle()
        #expect(try await bench.runs("compact").map { MergePlanner.isMerge($0) } == [true])
        #expect(try await live(bench).map(\.rows) == [30])
    }

    @Test("a capture that is decoded again while its rows are merged: the merge changes nothing, and is done anew")
    func masked() async throws {
        let bench = try await bench()
        let isFirst = Once()
        bench.launcher.follow { call in
            if let end = try await Self.decode(call) { return end }
            if isFirst.take() {
                try await bench.ledger.write { tx in
                    try tx.retire(file: try #require(try tx.view.liveSet().first).id)
                }
            }
            return try await Self.rewrite(call)
        }
        try await push("a", "b", "c", to: bench)
        #expect(try await bench.runs("compact").map(\.state) == [.superseded])
        #expect(try await live(bench).map(\.rows) == [10, 10])
        try await push("d", to: bench)
        #expect(try await live(bench).map(\.rows) == [30])
        #expect(try await bench.troubles() == [])
    }

    @Test("a merge that fails for good is not tried again at once, and the night is not held up")
    func fails() async throws {
        let bench = try await bench()
        bench.launcher.follow { call in
            if let end = try await Self.decode(call) { return end }
            return .exited(70)
        }
        try await push("a", "b", "c", to: bench)
        for _ in 0..<4 {
            bench.clock.advance(.seconds(60))
            try await bench.settle()
        }
        #expect(try await bench.runs("compact").map(\.state) == [.discarded])
        try await push("d", to: bench)
        #expect(try await bench.runs("compact").count == 1)
        bench.launcher.follow { try await Self.work($0) }
        bench.clock.advance(.seconds(90_000))
        await bench.orchestrator.signal(["compact"])
        try await bench.settle()
        #expect(try await live(bench).map(\.rows) == [40])
    }

    @Test("a worker without enough memory: the message names the day, the setting and the file")
    func memory() async throws {
        let bench = try await bench()
        bench.launcher.follow { call in
            if let end = try await Self.decode(call) { return end }
            return try await call.fail(71, "Out of Memory Error: could not allocate block of size 256.0 KiB")
        }
        try await push("a", "b", "c", to: bench)
        let error = try await bench.runs("compact").first?.error ?? ""
        #expect(error.hasPrefix("compacting dns/2024-03-05 needs more than memory_limit = 512MiB of the job compact; "))
        #expect(error.contains("raise memory_limit in ") && error.contains("limits.memory_per_worker"))
        #expect(error.contains("could not allocate block"))
    }
}
