import Failpoints
import FileFlow
import Foundation
import Glibc
import Jobs
import Ledger
import Testing
import TestSupport
import Transfer

@testable import Orchestrator

/// The disk fails at one write and all later ones, and is mended after a while.
@Suite("a data root that cannot be written")
struct StorageTests {
    private static let compact = JobDefinition(name: "compact", kind: .compact, retry: Job.retry(1))
    private static let jobs = [Job.stage, Job.decode(attempts: 1), compact]
    private static let codes = [ENOSPC, EIO, EROFS, EACCES]

    private static func bench(_ disk: FailingDisk, _ failpoints: Failpoints = .off) async throws -> OrchestratorBench {
        try await OrchestratorBench(jobs: jobs, files: disk, failpoints: failpoints, script: LifeWorker.script)
    }

    /// Turns a while, as the daemon does; what fails is tried again. Time passes.
    private static func live(_ bench: OrchestratorBench, seconds: Int) async throws {
        for _ in 0..<5 {
            bench.clock.advance(.seconds(seconds))
            await bench.orchestrator.signal()
            for _ in 0..<6 {
                do { try await bench.orchestrator.pass() } catch {}
                let (asking, ending) = await bench.orchestrator.underWay
                for task in asking + ending { await task.value }
            }
        }
    }

    private static func begin(_ bench: OrchestratorBench) async throws {
        try bench.push("a.pcap", "a 1\na 2\na 3")
        try bench.push("b.pcap", "b 1\nb 2", age: 3000)
        try await live(bench, seconds: 61)
        // The last state is flushed; then a day passes and is compacted.
        try await live(bench, seconds: 10_800)
    }

    private static func expectWhole(_ bench: OrchestratorBench, _ what: String) async throws {
        let captures = try await bench.captures()
        #expect(captures.map(\.state) == [.archived, .archived], "\(what): \(captures.map(\.state))")
        #expect(try await bench.rows() == 5, "\(what)")
        let troubles = try await bench.troubles()
        #expect(troubles == [], "\(what): \(troubles)")
        let failed = try await bench.runs().filter { $0.failures > 0 || $0.state == .discarded }
        #expect(failed.isEmpty, "\(what): an attempt was counted: \(failed.map { "\($0.job): \($0.error ?? "")" })")
    }

    @Test("an undisturbed life is whole")
    func undisturbed() async throws {
        let disk = FailingDisk()
        let bench = try await Self.bench(disk)
        try await Self.begin(bench)
        try await Self.expectWhole(bench, "undisturbed")
    }

    @Test("whatever write it begins at: nothing is claimed, no attempt counted, and it goes on when mended")
    func everyWrite() async throws {
        let counted = FailingDisk()
        let whole = try await Self.bench(counted)
        counted.fail(after: .max, EIO)
        try await Self.begin(whole)
        let steps = counted.steps
        #expect(steps > 30)
        for limit in 0..<steps {
            let code = Self.codes[limit % Self.codes.count]
            let disk = FailingDisk()
            let bench = try await Self.bench(disk)
            disk.fail(after: limit, code)
            try await Self.begin(bench)
            try #require(disk.hasFailed)
            // It answers, and says what is wrong.
            let alarms = await bench.orchestrator.alarms
            let reason = String(cString: strerror(code))
            let isSaid = alarms.first.map { $0.contains("cannot be written") && $0.contains(reason) } ?? false
            #expect(isSaid, "step \(limit), \(reason): \(alarms)")
            let started = try await bench.runs().map(\.attempt).reduce(0, +)
            try await Self.live(bench, seconds: 61)
            #expect(try await bench.runs().map(\.attempt).reduce(0, +) == started, "something was claimed")
            #expect(try await bench.captures(.quarantined).isEmpty)
            disk.mend()
            try await Self.live(bench, seconds: 61)
            try await Self.live(bench, seconds: 10_800)
            #expect(await bench.orchestrator.alarms.filter { $0.contains("cannot be written") }.isEmpty)
            try await Self.expectWhole(bench, "step \(limit), \(reason)")
        }
        print("proof: storage: trouble at each of \(steps) writes of a life, with 4 errors in turn")
    }

    @Test(
        "a ledger that cannot commit: nothing is claimed, and it goes on when it can",
        arguments: [1, 2, 5, 8, 11, 14, 17])
    func ledger(nth: Int) async throws {
        let failpoints = Failpoints()
        let bench = try await Self.bench(FailingDisk(), failpoints)
        failpoints.arm(FailpointOrder(.ledgerBeforeCommit, .noSpace, nth: nth, lasts: true))
        try await Self.begin(bench)
        #expect(await bench.orchestrator.alarms.contains { $0.contains("cannot be written") })
        #expect(try await bench.ledger.read { try $0.verify().problems } == [])
        failpoints.disarm()
        try await Self.live(bench, seconds: 61)
        try await Self.live(bench, seconds: 10_800)
        try await Self.expectWhole(bench, "commit \(nth)")
        let events = try await bench.ledger.read { try $0.events(limit: 10_000) }
        #expect(events.contains { $0.kind == "storage" && $0.to == "mended" })
    }

    @Test("a run that fails by itself counts its attempts, however well the disk is")
    func ownFailure() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode(attempts: 1)], files: FailingDisk()) {
            _ in .exited(70)
        }
        try bench.push("a.pcap")
        try await bench.settle()
        #expect(try await bench.captures(.quarantined).count == 1)
        #expect(await bench.orchestrator.alarms.isEmpty)
    }

    @Test(
        "a name server that cannot be reached, or refuses, says nothing about the disk: nothing is tried there",
        arguments: [
            TransferError.unreachable(place: "ns", reason: "connection refused"),
            .timedOut(place: "ns", operation: "the TCP connection", seconds: 5),
            .authenticationRefused(place: "ns", path: "/key", offered: "publickey"),
            .directoryMissing(place: "ns", path: "/captures"),
        ])
    func network(_ error: TransferError) async throws {
        let servers = (1...8).map { "ns\($0)" }
        let bench = try await OrchestratorBench(servers: servers, jobs: [Job.fetch(), Job.stage], isPushed: false)
        bench.sources.refuse(error)
        for server in servers {
            _ = try await bench.orchestrator.operations.request(
                RunOrder(id: server, job: "fetch", server: server, who: "root(0)"))
        }
        for _ in 0..<20 {
            try await bench.settle()
            bench.clock.advance(.seconds(10))
        }
        #expect(try await bench.runs("fetch").contains { $0.failures > 0 })
        #expect(bench.dependencies.flow.storageProbe.trials == 0)
        #expect(await bench.orchestrator.alarms.filter { $0.contains("cannot be written") } == [])
    }

    @Test("only what was tried on the disk may blame it")
    func blame() {
        let local: [any Error] = [
            TransferError.diskFull(path: "/x", neededBytes: 1), FileFlowError.failed("write", "/x", EIO),
            LedgerError.commitFailed("disk I/O error"), RunFailure("the worker failed", mayBeDisk: true),
        ]
        let remote: [any Error] = [
            TransferError.connectionLost(place: "ns", reason: "reset"), LedgerError.conflict("it moved on"),
            TransferError.permissionDenied(place: "ns", path: "/x", operation: "read"), CancellationError(),
            RunFailure("answered 503"), FileFlowError.conflict("there is another file"),
        ]
        for error in local { #expect(StorageCheck.mayBeDisk(error), "\(error)") }
        for error in remote { #expect(!StorageCheck.mayBeDisk(error), "\(error)") }
    }
}
