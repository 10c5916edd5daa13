import Foundation
import Jobs
import Ledger
import Testing
import TestSupport

@testable import Orchestrator

@Suite("commands and the pipeline")
struct CommandLimitTests {
    @Test("As many long commands as may go on do not stop a capture from being decoded")
    func longCommands() async throws {
        let gate = Signal()
        let jobs = [Job.command("rsync"), Job.command("dump"), Job.command("third"), Job.stage, Job.decode]
        let bench = try await OrchestratorBench(jobs: jobs, workers: 2) { call in
            if call.program != nil {
                await gate.wait()
                return .exited(0)
            }
            return try await call.decode()
        }
        for job in ["rsync", "dump", "third"] {
            _ = try await bench.orchestrator.operations.request(RunOrder(id: job, job: job, who: "root(0)"))
        }
        try await bench.pass()
        for _ in 0..<2 { await bench.launcher.started.wait() }
        let third = try #require(try await bench.runs("third").first)
        #expect(try await bench.orchestrator.whyWaiting(run: third.id) == .commands(limit: 2))
        try bench.push("a.pcap")
        await bench.orchestrator.signal()
        for _ in 0..<50 where try await bench.captures(.archived).isEmpty {
            try await bench.pass()
            for job in ["stage", "decode"] { await bench.endOf(job) }
        }
        #expect(try await bench.captures(.archived).count == 1)
        #expect(try await bench.runs("rsync").first?.state == .running)
        for _ in 0..<3 { gate.send() }
        try await bench.settle()
    }
}
