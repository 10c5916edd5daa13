import FileFlow
import Foundation
import Jobs
import Ledger
import Model
import RealServers
import Testing
import TestSupport

@testable import Orchestrator

/// A ledger that is an older copy: what it does not know may be what was committed since, so that nothing is deleted.
@Suite("while the ledger is an older copy")
struct RestoredLedgerTests {
    private static let expire = JobDefinition(name: "expire", kind: .expire, retry: Job.retry(1))

    /// One capture in the archive, a mark, a published file and a work directory that no run knows.
    private func bench() async throws -> OrchestratorBench {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode, Self.expire])
        try bench.push("a.pcap")
        try await bench.settle()
        let end = try await bench.ledger.read { try $0.checkpoint(nowUs: 1) }
        try await bench.ledger.write { tx in
            try tx.markRestored(
                RestoreMark(timeUs: tx.now, who: "root(0)", copy: "/backup", seq: end.seq, hash: end.hash))
        }
        for directory in ["staging/dns/day=2024-03-06", "work/99.1"] {
            try FileManager.default.createDirectory(
                atPath: bench.absolute(directory), withIntermediateDirectories: true)
        }
        try bench.folder.write("rows", to: "root/staging/dns/day=2024-03-06/99-99.1-0.parquet")
        try bench.folder.write("half", to: "root/work/99.1/out")
        return bench
    }

    private let strays = ["staging/dns/day=2024-03-06/99-99.1-0.parquet", "work/99.1/out"]

    @Test("a start takes nothing for a stray, until what is missing has been brought in")
    func strays() async throws {
        let bench = try await bench()
        _ = try await bench.restart()
        #expect(strays.allSatisfy { bench.exists($0) })
        #expect(try await bench.dependencies.flow.unknownFiles() == [strays[0]])
        try await bench.ledger.write { tx in _ = try tx.clearRestoreMark(who: "root(0)") }
        _ = try await bench.restart()
        #expect(strays.allSatisfy { !bench.exists($0) })
        #expect(try await bench.troubles().isEmpty)
    }

    @Test("what a failed attempt may have left is not looked for, until what is missing has been brought in")
    func leftovers() async throws {
        let bench = try await bench()
        await bench.orchestrator.storageFailed(StorageTrouble(what: "a test", path: nil))
        for _ in 0..<3 {
            bench.clock.advance(.seconds(61))
            try await bench.pass()
        }
        #expect(strays.allSatisfy { bench.exists($0) })
        try await bench.ledger.write { tx in _ = try tx.clearRestoreMark(who: "root(0)") }
        for _ in 0..<3 {
            bench.clock.advance(.seconds(61))
            try await bench.pass()
        }
        #expect(strays.allSatisfy { !bench.exists($0) })
    }

    @Test("what removes files waits, says why when it is asked for, and goes on afterwards")
    func removalWaits() async throws {
        let bench = try await bench()
        bench.clock.advance(.seconds(90 * 86_400))
        let now = bench.clock.nowUs
        let order = RunOrder(id: "e1", job: "expire", who: "root(0)", reason: "a test")
        let error = await #expect(throws: LedgerError.self) { try await bench.orchestrator.operations.request(order) }
        #expect(error?.description.contains("expire waits until") == true, "\(String(describing: error))")
        let run = try await bench.ledger.write { tx in
            try tx.createRun(
                NewRun(
                    job: "expire", kind: "expire", subject: "-", cause: "at:\(now)", priority: 0, nominalUs: now,
                    dueUs: now, requestedBy: "root(0)")
            ).id
        }
        for _ in 0..<3 { try await bench.pass() }
        #expect(try await bench.ledger.read { try $0.requireRun(run).state } == .available)
        #expect(try await bench.captures(.archived).count == 1)
        // The others go on.
        try bench.push("b.pcap")
        for _ in 0..<20 where try await bench.captures(.archived).count < 2 {
            await bench.orchestrator.signal()
            try await bench.pass()
            let (asking, ending) = await bench.orchestrator.underWay
            for task in asking + ending { await task.value }
        }
        #expect(try await bench.captures(.archived).map(\.id).max() ?? 0 > 1_000_000)

        try await bench.ledger.write { tx in _ = try tx.clearRestoreMark(who: "root(0)") }
        try await bench.settle()
        #expect(try await bench.ledger.read { try $0.requireRun(run).state } == .completed)
        #expect(try await bench.captures(.archived).count < 2)
    }
}
