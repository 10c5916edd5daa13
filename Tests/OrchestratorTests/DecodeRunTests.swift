import Foundation
import Jobs
import Ledger
import Model
import RealServers
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

@Suite("a capture is decoded")
struct DecodeRunTests {
    @Test("exit 0: rows live, capture in the archive, nothing left behind")
    func done() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode])
        try bench.push("a.pcap")
        try await bench.settle()
        let capture = try await bench.capture("a.pcap")
        #expect(capture.state == .archived)
        #expect(bench.exists(capture.path ?? "-"))
        #expect(try await bench.rows() == 10)
        #expect(try await bench.troubles() == [])
    }

    @Test("exit 65: in quarantine at once, with the reason beside it; the next one goes on")
    func unusable() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { call in
            call.capture?.path.hasSuffix("bad.pcap") == true
                ? try await call.fail(65, "not a capture: magic 0x00") : try await call.decode()
        }
        try bench.push("bad.pcap", age: 200)
        try bench.push("good.pcap", age: 100)
        try await bench.settle()
        let bad = try await bench.capture("bad.pcap")
        #expect(bad.state == .quarantined)
        #expect(bad.reason?.contains("not a capture: magic 0x00") == true)
        let note = try String(contentsOfFile: bench.absolute((bad.path ?? "-") + ".reason.json"), encoding: .utf8)
        #expect(note.contains("not a capture"))
        #expect(try await bench.runs("decode").first?.attempt == 1)
        #expect(try await bench.capture("good.pcap").state == .archived)
        #expect(try await bench.troubles().filter { !$0.hasSuffix(".reason.json") } == [])
    }

    @Test(
        "75, 70, a signal, a time-out, no progress, silence: tried again with growing pauses, then quarantine",
        arguments: [
            WorkerEnd.exited(75), .exited(70), .signalled(9), .stopped(.timeout), .stopped(.noProgress), .exited(0),
        ])
    func triedAgain(end: WorkerEnd) async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { _ in end }
        try bench.push("a.pcap")
        try await bench.settle()
        for (attempt, pause) in [(1, 10), (2, 20)] {
            let run = try #require(try await bench.runs("decode").first)
            #expect(run.state == .retryable)
            #expect(run.attempt == Int64(attempt))
            #expect(run.availableUs == bench.clock.nowUs + Int64(pause) * 1_000_000)
            #expect(try await bench.capture("a.pcap").state == .incoming)
            bench.clock.advance(.seconds(pause - 1))
            try await bench.settle()
            #expect(bench.launcher.calls.count == attempt, "not before its time")
            bench.clock.advance(.seconds(1))
            try await bench.settle()
        }
        let run = try #require(try await bench.runs("decode").first)
        #expect(run.state == .discarded)
        #expect(run.error?.contains("worker") == true)
        #expect(try await bench.capture("a.pcap").state == .quarantined)
        #expect(bench.launcher.calls.count == 3)
        #expect(try await bench.rows() == 0)
    }

    @Test("64 is the configuration's fault: tried at the slowest pace for ever, and no capture is given up for it")
    func misconfigured() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { try await $0.fail(64, "no such key") }
        try bench.push("a.pcap")
        try await bench.settle()
        for attempt in 1...5 {
            let run = try #require(try await bench.runs("decode").first)
            #expect(run.state == .retryable)
            #expect(run.failures == 0 && run.attempt == Int64(attempt))
            #expect(run.error?.contains("no such key") == true)
            #expect(run.availableUs == bench.clock.nowUs + 900_000_000)
            #expect(try await bench.capture("a.pcap").state == .incoming)
            bench.clock.advance(.seconds(900))
            try await bench.settle()
        }
        bench.launcher.follow { try await $0.decode() }
        bench.clock.advance(.seconds(900))
        try await bench.settle()
        #expect(try await bench.capture("a.pcap").state == .archived)
        #expect(try await bench.troubles().isEmpty)
    }

    /// Outcomes that must not be believed.
    enum Lie: CaseIterable {
        case above, absolute, link, directoryLink, size, hash, missing, table, day, twice
    }

    @Test("an outcome that lies is refused, and nothing of it becomes live", arguments: Lie.allCases)
    func lies(lie: Lie) async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode(attempts: 1)])
        let outside = try bench.folder.make("outside")
        try bench.folder.write("secret", to: "outside/dns.parquet")
        bench.launcher.follow { call in
            let id = try #require(call.capture).id
            var file = try call.output("secret", rows: [id: 10])
            var files: [DecodeOutcome.OutputFile] = []
            switch lie {
            case .above: file.path = "../../../../outside/dns.parquet"
            case .absolute: file.path = outside + "/dns.parquet"
            case .link:
                try FileManager.default.removeItem(atPath: call.out + "/dns.parquet")
                try FileManager.default.createSymbolicLink(
                    atPath: call.out + "/dns.parquet", withDestinationPath: outside + "/dns.parquet")
            case .directoryLink:
                try FileManager.default.createSymbolicLink(atPath: call.out + "/d", withDestinationPath: outside)
                file.path = "d/dns.parquet"
            case .size: file.bytes += 1
            case .hash: file.sha256 = String(repeating: "0", count: 64)
            case .missing: file.path = "other.parquet"
            case .table: file.table = "secrets"
            case .day: file.day = "../../etc"
            case .twice: files = [file]
            }
            try await call.say(.finished(try call.outcome(files + [file])))
            return .exited(0)
        }
        try bench.push("a.pcap")
        try await bench.settle()
        #expect(try await bench.capture("a.pcap").state == .quarantined)
        #expect(try await bench.rows() == 0)
        #expect(try bench.names("staging") == [])
        #expect(try bench.folder.names(in: "outside") == ["dns.parquet"])
        #expect(try bench.names("work") == [])
    }

    @Test("a capture that changes while it is decoded gives no rows, and somebody is told")
    func changed() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { call in
            let end = try await call.decode()
            let capture = try #require(call.capture)
            let handle = try #require(FileHandle(forWritingAtPath: capture.path))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("more".utf8))
            try handle.close()
            return end
        }
        try bench.push("a.pcap")
        try await bench.settle()
        #expect(try await bench.rows() == 0)
        #expect(try await bench.runs("decode").first?.error?.contains("changed while it was being decoded") == true)
        #expect(try await bench.capture("a.pcap").state == .incoming)
        #expect(try await bench.ledger.read { try $0.troubledIntents() }.count == 1)
    }

    @Test("the captures of a server go in order, each with the state of the one before")
    func chain() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode(files: 1)])
        try bench.push("c.pcap", age: 100)
        try bench.push("a.pcap", age: 300)
        try bench.push("b.pcap", age: 200)
        try await bench.settle()
        let calls = bench.launcher.calls
        #expect(calls.compactMap { $0.capture?.path.suffix(6) } == ["a.pcap", "b.pcap", "c.pcap"])
        #expect(calls[0].decoding?.state_in == nil)
        for (call, before) in zip(calls.dropFirst(), calls) {
            let id = try #require(before.capture).id
            #expect(call.decoding?.state_in?.contains("/state/ns1/\(id)-") == true)
        }
        #expect(bench.launcher.most == 1)
    }

    @Test("a late capture is decoded alone, and the state of the others stays")
    func late() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode])
        try bench.push("b.pcap", age: 100)
        try await bench.settle()
        try bench.push("a.pcap", age: 200)
        await bench.orchestrator.signal()
        try await bench.settle()
        let call = try #require(bench.launcher.calls.last)
        #expect(call.capture?.path.hasSuffix("a.pcap") == true)
        #expect(call.decoding?.state_in == nil)
        #expect(call.decoding?.state_out == nil)
        let state = try await bench.ledger.read { try $0.openState(server: "ns1") }
        #expect(state?.capture == (try await bench.capture("b.pcap").id))
        #expect(try await bench.rows() == 20)
    }

    @Test("a capture that fails holds up its successor until it is in quarantine or the wait is over")
    func orderWait() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode(attempts: 10)]) { call in
            call.capture?.path.hasSuffix("a.pcap") == true ? .exited(75) : try await call.decode()
        }
        try bench.push("a.pcap", age: 200)
        try bench.push("b.pcap", age: 100)
        try await bench.settle()
        #expect(try await bench.capture("b.pcap").state == .incoming)
        bench.clock.advance(.seconds(121))
        await bench.orchestrator.signal()
        try await bench.settle()
        #expect(try await bench.capture("b.pcap").state == .archived)
        #expect(try await bench.capture("a.pcap").state == .incoming)
    }

    @Test("a state that nobody continues becomes rows of the capture that wrote it")
    func flush() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode])
        try bench.push("a.pcap")
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1)
        bench.clock.advance(.seconds(901))
        await bench.orchestrator.signal()
        try await bench.settle()
        let call = try #require(bench.launcher.calls.last)
        #expect(call.decoding?.flush_as == (try await bench.capture("a.pcap").id))
        #expect(try await bench.ledger.read { try $0.openState(server: "ns1") } == nil)
        #expect(try await bench.rows() == 20)
        await bench.orchestrator.signal()
        try await bench.settle()
        #expect(bench.launcher.calls.count == 2, "once")
    }

    @Test("the same content a second time: one set of rows")
    func duplicate() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode])
        try bench.push("a.pcap", "same", age: 200)
        try bench.push("a.pcap.gz", "same", age: 100)
        try await bench.settle()
        let second = try await bench.capture("a.pcap.gz")
        #expect(second.state == .archived)
        #expect(second.duplicateOf == (try await bench.capture("a.pcap").id))
        #expect(try await bench.rows() == 10)
        #expect(try await bench.troubles() == [])
    }

    @Test("two servers at the same time, no more workers than there may be")
    func parallel() async throws {
        let bench = try await OrchestratorBench(
            servers: ["ns1", "ns2", "ns3"], jobs: [Job.stage, Job.decode(concurrency: 3, files: 1)], workers: 2)
        let gate = Signal()
        bench.launcher.follow { call in
            await gate.wait()
            return try await call.decode()
        }
        for server in ["ns1", "ns2", "ns3"] {
            try bench.push("a.pcap", to: server, age: 200)
            try bench.push("b.pcap", to: server, age: 100)
        }
        try await bench.begin("decode")
        try await bench.pass()
        await bench.launcher.started.wait()
        let active = await bench.orchestrator.activeRuns()
        #expect(active.count == 2)
        for _ in 0..<6 { gate.send() }
        try await bench.settle()
        #expect(bench.launcher.most == 2)
        #expect(bench.launcher.calls.count == 6)
        for server in ["ns1", "ns2", "ns3"] {
            let order = bench.launcher.calls.filter { $0.server == server }.compactMap { $0.capture?.path.suffix(6) }
            #expect(order == ["a.pcap", "b.pcap"])
        }
    }

    @Test("an earlier capture that comes when a run of a later one waits for a worker goes first")
    func earlierOne() async throws {
        let bench = try await OrchestratorBench(
            servers: ["ns1", "ns2"], jobs: [Job.stage, Job.decode(files: 1)], workers: 1)
        let gate = Signal()
        bench.launcher.follow { call in
            if call.server == "ns2" { await gate.wait() }
            return try await call.decode()
        }
        try bench.push("z.pcap", to: "ns2")
        try await bench.begin("decode")
        for (name, age) in [("b.pcap", 100), ("a.pcap", 200)] {
            try bench.push(name, age: age)
            await bench.orchestrator.signal()
            for _ in 0..<20 {
                try await bench.pass()
                await bench.endOf("stage")
            }
            #expect(try await bench.capture(name).state == .incoming)
        }
        #expect(try await bench.runs("decode").filter { $0.state == .available }.count == 2, "one for each of them")
        gate.send()
        try await bench.settle()
        let order = bench.launcher.calls.filter { $0.server == "ns1" }.compactMap { $0.capture?.path.suffix(6) }
        #expect(order == ["a.pcap", "b.pcap"])
        #expect(try await bench.captures().allSatisfy { $0.state == .archived })
    }

    @Test("a cancelled decode: the capture is back, nothing is left over, and a retry brings its rows")
    func cancel() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { await $0.hang() }
        try bench.push("a.pcap")
        try await bench.begin("decode")
        let run = try #require(await bench.orchestrator.activeRuns().first)
        // What was meant for another attempt does not hit this one.
        await #expect(throws: LedgerError.self) {
            try await bench.orchestrator.operations.cancel(run: run.run, attempt: 2, who: "root(0)", reason: "test")
        }
        try await bench.orchestrator.operations.cancel(run: run.run, attempt: 1, who: "root(0)", reason: "test")
        await bench.endOf("decode")
        #expect(try await bench.runs("decode").map(\.state) == [.cancelled])
        #expect(try await bench.runs("decode").first?.error == "cancelled by root(0): test")
        let capture = try await bench.capture("a.pcap")
        #expect(capture.state == .incoming)
        #expect(bench.exists(capture.path ?? "-"))
        #expect(try await bench.troubles() == [])
        try await bench.settle()
        #expect(bench.launcher.calls.count == 1, "a cancelled run does not come back by itself")
        bench.launcher.follow { try await $0.decode() }
        _ = try await bench.orchestrator.operations.retry(run: run.run, requestID: "r1", who: "root(0)", reason: nil)
        try await bench.settle()
        #expect(try await bench.capture("a.pcap").state == .archived)
        #expect(try await bench.rows() == 10)
    }

    @Test("an operator brings a quarantined capture back")
    func retryQuarantined() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { try await $0.fail(65, "bad") }
        try bench.push("a.pcap")
        try await bench.settle()
        bench.launcher.follow { try await $0.decode() }
        let run = try #require(try await bench.runs("decode").first)
        let first = try await bench.orchestrator.operations.retry(
            run: run.id, requestID: "r", who: "root(0)", reason: "fixed")
        try await bench.settle()
        #expect(try await bench.capture("a.pcap").state == .archived)
        #expect(try await bench.runs("decode").last?.id == first)
        #expect(try await bench.rows() == 10)
        // The same request once more, late: it has been answered, and the capture stays where it is.
        let again = try await bench.orchestrator.operations.retry(
            run: run.id, requestID: "r", who: "root(0)", reason: "fixed")
        #expect(again == first)
        #expect(try await bench.capture("a.pcap").state == .archived)
        try await bench.settle()
        #expect(bench.launcher.calls.count == 2)
    }
}
