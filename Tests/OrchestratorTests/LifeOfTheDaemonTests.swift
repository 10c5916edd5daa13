import Foundation
import Jobs
import Ledger
import Model
import RealServers
import Testing
import TestSupport

@testable import Orchestrator

@Suite("the daemon ends and begins", .timeLimit(.minutes(10)))
struct LifeOfTheDaemonTests {
    @Test("drain: what runs may finish, nothing new starts, and the end is orderly")
    func drain() async throws {
        let gate = Signal()
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { call in
            await gate.wait()
            return try await call.decode()
        }
        try bench.push("a.pcap", age: 200)
        try bench.push("b.pcap", age: 100)
        let daemon = Task { try await bench.orchestrator.run {} }
        await bench.launcher.started.wait()
        await bench.orchestrator.drain()
        gate.send()
        gate.send()
        try await daemon.value
        #expect(try await bench.capture("a.pcap").state == .archived)
        #expect(try await bench.capture("b.pcap").state == .incoming)
        #expect(bench.launcher.calls.count == 1)
        #expect(try await bench.ledger.read { try $0.currentIncarnation()?.ended } == true)
        #expect(try await bench.troubles() == [])
        let kept = try CheckpointFile(root: bench.configuration.dataRoot).read()
        let report = try await bench.ledger.read { try $0.verify(checkpoints: kept) }
        #expect(kept.count >= 2, "one at the start, one at the end")
        #expect(kept.last?.hash == report.head && report.problems == [])
    }

    @Test("after the deadline workers are stopped; no attempt is counted, and the next daemon goes on")
    func interrupted() async throws {
        let deadline = Signal()
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode(attempts: 1)]) { call in
            await call.hang()
        } sleep: { duration in
            if duration == .seconds(60) { await deadline.wait() } else { try await TestClock.stand(duration) }
        }
        try bench.push("a.pcap")
        let daemon = Task { try await bench.orchestrator.run {} }
        await bench.launcher.started.wait()
        await bench.orchestrator.drain()
        deadline.send()
        try await daemon.value
        let run = try #require(try await bench.runs("decode").first)
        #expect(run.state == .interrupted)
        #expect(run.failures == 0)
        let capture = try await bench.capture("a.pcap")
        #expect(capture.state == .incoming)
        #expect(bench.exists(capture.path ?? "-"))
        #expect(try await bench.troubles() == [])

        bench.launcher.follow { try await $0.decode() }
        let next = try await bench.restart()
        try await bench.settle(next)
        #expect(try await bench.capture("a.pcap").state == .archived)
        #expect(try await bench.runs("decode").map(\.state) == [.completed])
    }

    @Test("a daemon that died: its runs are orphans, their captures come back, what was not committed goes")
    func orphan() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { await $0.hang() }
        try bench.push("a.pcap")
        try await bench.begin("decode")
        try bench.folder.make("root/staging/dns/day=2024-03-05")
        try bench.folder.write("half", to: "root/staging/dns/day=2024-03-05/1-1.1-0.parquet")
        bench.launcher.follow { try await $0.decode() }
        let next = try await bench.restart()
        let run = try #require(try await bench.runs("decode").first)
        #expect(run.state == .interrupted)
        #expect(run.orphaned == 1)
        #expect(try await bench.ledger.read { try $0.attempts(run: run.id) }.map(\.outcome) == [.orphaned])
        #expect(try await bench.capture("a.pcap").state == .incoming)
        #expect(!bench.exists("staging/dns/day=2024-03-05/1-1.1-0.parquet"))
        #expect(try await bench.troubles() == [])
        try await bench.settle(next)
        #expect(try await bench.capture("a.pcap").state == .archived)
        #expect(try await bench.rows() == 10)
        // The worker of the daemon that died speaks up: the fence of attempt and incarnation keeps it out.
        await bench.orchestrator.interruptAll()
        await bench.endOf("decode")
        #expect(try await bench.runs("decode").map(\.state) == [.completed])
        #expect(try await bench.capture("a.pcap").state == .archived)
    }

    @Test("a worker that outlived its daemon is killed; a stranger with its number is not", arguments: [true, false])
    func leftover(isOurs: Bool) async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { await $0.hang() }
        try bench.push("a.pcap")
        try await bench.begin("decode")
        let run = try #require(await bench.orchestrator.activeRuns().first { $0.job == "decode" }).run
        let (pids, started) = AsyncStream.makeStream(of: Int32.self)
        let command = WorkerCommand(
            .program("/bin/sh", arguments: ["-c", "while :; do sleep 1; done"]),
            logPath: bench.absolute("log/runs/x.log"),
            logLimitBytes: 1000, timeoutSeconds: 60, noProgressSeconds: 60)
        let worker = Task {
            try await SubprocessLauncher(workerPath: "/bin/sh").run(
                command, started: { started.yield($0) }, line: { _ in })
        }
        var iterator = pids.makeAsyncIterator()
        let pid = try #require(await iterator.next())
        let start = try #require(ProcessIdentity.startTime(of: pid))
        try await bench.ledger.write { try $0.recordWorker(run: run, pid: pid, start: isOurs ? start : "1") }
        _ = try await bench.restart()
        if isOurs {
            #expect(try await worker.value == .signalled(9))
        } else {
            #expect(ProcessIdentity.startTime(of: pid) == start)
            worker.cancel()
            _ = try? await worker.value
        }
    }

    @Test("a run that took the daemon down twice goes alone")
    func alone() async throws {
        let gate = Signal()
        let bench = try await OrchestratorBench(
            servers: ["ns1", "ns2"], jobs: [Job.stage, Job.decode(concurrency: 5)], workers: 5
        ) { call in
            if call.server == "ns2" { await gate.wait() }
            return call.server == "ns1" ? await call.hang() : try await call.decode()
        }
        try bench.push("a.pcap", to: "ns1")
        try await bench.begin("decode")
        var next = bench.orchestrator
        for _ in 0..<2 {
            next = try await bench.restart()
            try await next.pass()
            await bench.launcher.started.wait()
        }
        // Orphaned twice by now, and it runs: nobody joins it.
        #expect(try await bench.runs("decode").first?.orphaned == 2)
        try bench.push("b.pcap", to: "ns2")
        await next.signal()
        try await next.pass()
        #expect(await next.activeRuns().map(\.job) == ["decode"])
        // The other way round: where somebody runs already, it waits.
        let id = try #require(try await bench.runs("decode").first).id
        try await next.operations.cancel(run: id, who: "root(0)", reason: nil)
        await next.endings(ofRun: id)
        #expect(try await bench.runs("decode").map(\.state) == [.cancelled])
        gate.send()
        try await bench.settle(next)
        #expect(try await bench.capture("b.pcap").state == .archived)
    }

    @Test("a capture that took the daemon down four times goes to quarantine")
    func poison() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { await $0.hang() }
        try bench.push("a.pcap")
        try await bench.begin("decode")
        for _ in 0..<3 {
            let next = try await bench.restart()
            try await next.pass()
            await bench.launcher.started.wait()
        }
        let last = try await bench.restart()
        try await bench.settle(last)
        let capture = try await bench.capture("a.pcap")
        #expect(capture.state == .quarantined)
        #expect(capture.reason?.contains("four times") == true)
        #expect(bench.exists((capture.path ?? "-") + ".reason.json"))
        #expect(bench.launcher.calls.count == 4)
    }

    @Test("the daemon died after the commit and before the archive: the next one finishes it")
    func finishArchiving() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode])
        try bench.push("a.pcap")
        try await bench.settle()
        // As if the move to the archive had been decided and not made.
        let capture = try await bench.capture("a.pcap")
        try await bench.ledger.write { try $0.reprocess(capture: capture.id, who: "root(0)", why: nil) }
        #expect(bench.exists(capture.path ?? "-"))
        let next = try await bench.restart()
        #expect(!bench.exists(capture.path ?? "-"))
        try await bench.settle(next)
        #expect(try await bench.capture("a.pcap").state == .archived)
        #expect(try await bench.rows() == 10)
        #expect(try await bench.troubles() == [])
    }
}
