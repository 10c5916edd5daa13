import Failpoints
import Foundation
import Jobs
import Ledger
import Model
import SharedInputs
import Synchronization
import Testing
import TestSupport
import WorkerProtocol

@testable import Orchestrator

@Suite("captures of one server in one worker")
struct DecodeBatchTests {
    /// Captures `a.pcap`, `b.pcap`, … in the order of their chain.
    private func push(_ count: Int, _ bench: OrchestratorBench, text: (String) -> String? = { _ in nil }) throws {
        for name in "abcdefghijklmnop".prefix(count) {
            let age = 3600 - Int(name.asciiValue ?? 0)
            try bench.push("\(name).pcap", text("\(name)"), age: age)
        }
    }

    private func run(_ name: String, _ bench: OrchestratorBench) async throws -> RunRecord {
        let id = try await bench.capture(name + ".pcap").id
        return try #require(try await bench.runs("decode").last { $0.subject == "capture:\(id)" })
    }

    private func expectWaits(
        _ run: RunRecord, for name: String, _ bench: OrchestratorBench, of orchestrator: Orchestrator? = nil
    ) async throws {
        let capture = try await bench.capture(name + ".pcap").id
        let reason = try await (orchestrator ?? bench.orchestrator).whyWaiting(run: run.id)
        guard case .predecessor(capture, _)? = reason else {
            Issue.record("\(run.subject) waits for something else: \(reason.map { "\($0)" } ?? "nothing")")
            return
        }
    }

    private func letters(_ calls: [WorkerCall]) -> String {
        calls.compactMap { $0.capture?.path.dropLast(5).last.map(String.init) }.joined()
    }

    @Test("those that wait are decoded by one worker, each with its own run, commit and place in the archive")
    func together() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode])
        try push(5, bench)
        try await bench.settle()
        #expect(bench.launcher.processes == 1)
        #expect(letters(bench.launcher.calls) == "abcde")
        let runs = try await bench.runs("decode")
        #expect(runs.map(\.state) == Array(repeating: .completed, count: 5))
        #expect(Set(runs.map(\.batch)) == [runs[0].id])
        #expect(try await bench.captures().allSatisfy { $0.state == .archived })
        #expect(try await bench.rows() == 50)
        #expect(try await bench.troubles() == [])
        let last = try await bench.capture("e.pcap").id
        #expect(try await bench.ledger.read { try $0.openState(server: "ns1") }?.capture == last)
    }

    @Test("no more of them than max_files_per_run allows", arguments: [(1, 5), (2, 3), (4, 2)])
    func limit(files: Int, workers: Int) async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode(files: files)])
        try push(5, bench)
        try await bench.settle()
        #expect(bench.launcher.processes == workers)
        #expect(letters(bench.launcher.calls) == "abcde")
        #expect(try await bench.rows() == 50)
    }

    @Test("one that is not usable goes to quarantine, and the worker goes on from what the one before it has left")
    func refused() async throws {
        let states = Recorder<String>()
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { call in
            states.add(call.decoding?.state_in.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? "none")
            return call.capture?.path.hasSuffix("b.pcap") == true
                ? try await call.fail(65, "not a capture") : try await call.decode()
        }
        try push(4, bench)
        try await bench.settle()
        #expect(bench.launcher.processes == 1)
        let (a, c) = (try await bench.capture("a.pcap").id, try await bench.capture("c.pcap").id)
        #expect(states.all == ["none", "state \(a)", "state \(a)", "state \(c)"])
        #expect(try await bench.capture("b.pcap").state == .quarantined)
        #expect(try await run("b", bench).error?.contains("not a capture") == true)
        #expect(try await bench.captures(.archived).count == 3)
        #expect(try await bench.rows() == 30)
        #expect(try await bench.troubles().filter { !$0.hasSuffix(".reason.json") } == [])
    }

    @Test("one whose content is there already leaves its rows and its state out, for those behind it too")
    func twins() async throws {
        let states = Recorder<String>()
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { call in
            states.add(call.decoding?.state_in.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? "none")
            return try await call.decode()
        }
        try push(5, bench) { ["b": "same", "c": "same", "d": "same"][$0] }
        try await bench.settle()
        #expect(bench.launcher.processes == 1)
        let (a, b) = (try await bench.capture("a.pcap").id, try await bench.capture("b.pcap").id)
        #expect(states.all == ["none", "state \(a)", "state \(b)", "state \(b)", "state \(b)"])
        for name in ["c.pcap", "d.pcap"] { #expect(try await bench.capture(name).duplicateOf == b) }
        #expect(try await bench.rows() == 30)
        #expect(try await bench.troubles() == [])
    }

    @Test(
        "a worker that ends in the middle: the one that it had is to blame, those before it stay, those behind wait for it",
        arguments: [WorkerEnd.signalled(9), .exited(70), .exited(75), .stopped(.timeout), .stopped(.noProgress)])
    func dies(end: WorkerEnd) async throws {
        let once = Once()
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { call in
            if call.capture?.path.hasSuffix("c.pcap") == true, once.take() { return end }
            return try await call.decode()
        }
        try push(5, bench)
        try await bench.settle()
        #expect(try await bench.captures(.archived).map(\.name) == ["a.pcap", "b.pcap"])
        let failed = try await run("c", bench)
        #expect(failed.state == .retryable && failed.failures == 1)
        for name in ["d", "e"] {
            let behind = try await run(name, bench)
            #expect(behind.state == .interrupted && behind.failures == 0)
            try await expectWaits(behind, for: "c", bench)
        }
        #expect(try await bench.rows() == 20)
        bench.clock.advance(.seconds(11))
        try await bench.settle()
        #expect(letters(bench.launcher.calls) == "abccde")
        #expect(bench.launcher.processes == 3, "what has failed goes by itself")
        #expect(try await bench.captures().allSatisfy { $0.state == .archived })
        #expect(try await bench.rows() == 50)
        #expect(try await bench.troubles() == [])
    }

    @Test("those behind one that fails again and again wait for it, no longer than order_wait")
    func wait() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode(attempts: 10)]) { call in
            call.capture?.path.hasSuffix("a.pcap") == true ? .exited(75) : try await call.decode()
        }
        try push(3, bench)
        try await bench.settle()
        bench.clock.advance(.seconds(11))
        try await bench.settle()
        #expect(letters(bench.launcher.calls) == "aa")
        bench.clock.advance(.seconds(110))
        try await bench.settle()
        #expect(letters(bench.launcher.calls).hasSuffix("bc"))
        #expect(try await bench.captures(.archived).count == 2)
    }

    @Test("a run that is cancelled while it waits for its turn: those before it are done, those behind are given back")
    func cancelWaiting() async throws {
        let gate = Signal()
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { call in
            await gate.wait()
            return try await call.decode()
        }
        try push(4, bench)
        try await bench.begin("decode")
        let waiting = try await run("c", bench)
        try await bench.orchestrator.operations.cancel(run: waiting.id, who: "root(0)", reason: "test")
        await bench.orchestrator.endings(ofRun: waiting.id)
        for _ in 0..<4 { gate.send() }
        await bench.endOf("decode")
        #expect(try await run("c", bench).state == .cancelled)
        #expect(try await bench.captures(.archived).map(\.name) == ["a.pcap", "b.pcap"])
        #expect(try await run("d", bench).state == .interrupted)
        #expect(try await bench.captures(.incoming).map(\.name) == ["c.pcap", "d.pcap"])
        #expect(try await bench.troubles() == [])
        bench.clock.advance(.seconds(121))
        await bench.orchestrator.signal()
        try await bench.settle()
        #expect(try await bench.capture("d.pcap").state == .archived)
        #expect(try await bench.capture("c.pcap").state == .incoming, "a cancelled run does not come back by itself")
    }

    @Test("a run that is cancelled while it is decoded: the worker is stopped, those behind are given back")
    func cancelBusy() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { call in
            call.capture?.path.hasSuffix("b.pcap") == true ? await call.hang() : try await call.decode()
        }
        try push(3, bench)
        try await bench.begin("decode")
        let busy = try await run("b", bench)
        let first = try await run("a", bench)
        await bench.orchestrator.endings(ofRun: first.id)
        try await bench.orchestrator.operations.cancel(run: busy.id, who: "root(0)", reason: "test")
        await bench.endOf("decode")
        #expect(try await run("b", bench).error == "cancelled by root(0): test")
        #expect(try await run("c", bench).failures == 0)
        #expect(try await bench.captures(.incoming).map(\.name) == ["b.pcap", "c.pcap"])
        #expect(try await bench.troubles() == [])
    }

    @Test("a daemon that drains lets the capture that is being decoded end, and gives the others back")
    func drain() async throws {
        let gate = Signal()
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { call in
            await gate.wait()
            return try await call.decode()
        }
        try push(3, bench)
        try await bench.begin("decode")
        await bench.orchestrator.drain()
        for _ in 0..<3 { gate.send() }
        await bench.endOf("decode")
        #expect(try await bench.captures(.archived).map(\.name) == ["a.pcap"])
        for name in ["b", "c"] {
            let given = try await run(name, bench)
            #expect(given.state == .interrupted && given.failures == 0)
        }
        #expect(try await bench.troubles() == [])
    }

    @Test("after the daemon's death only the capture whose turn it was counts as one that was running")
    func orphans() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode]) { call in
            call.capture?.path.hasSuffix("b.pcap") == true ? await call.hang() : try await call.decode()
        }
        try push(4, bench)
        try await bench.begin("decode")
        let first = try await run("a", bench)
        await bench.orchestrator.endings(ofRun: first.id)
        let next = try await bench.restart()
        var orphaned: [Int64] = []
        for name in ["a", "b", "c", "d"] { orphaned.append(try await run(name, bench).orphaned) }
        #expect(orphaned == [0, 1, 0, 0])
        bench.launcher.follow { try await $0.decode() }
        try await bench.settle(next)
        #expect(bench.launcher.processes == 3, "the one that may have brought it down goes by itself")
        #expect(try await bench.captures().allSatisfy { $0.state == .archived })
        #expect(try await bench.rows() == 40)
        await bench.orchestrator.interruptAll()
        await bench.endOf("decode")
    }

    @Test("the daemon dies before those behind one that has failed are given back: they wait, and are not to blame")
    func orphansBehindFailure() async throws {
        let once = Once()
        let failpoints = Failpoints()
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode], failpoints: failpoints) { call in
            if call.capture?.path.hasSuffix("b.pcap") == true, once.take() { return .signalled(9) }
            return try await call.decode()
        }
        failpoints.arm(FailpointOrder(.batchBeforeRelease, .error))
        try push(3, bench)
        try await bench.begin("decode")
        await bench.orchestrator.endings(ofRun: try await run("c", bench).id)
        #expect(try await run("c", bench).state == .running, "as the daemon leaves it that dies there")
        let next = try await bench.restart()
        try await bench.settle(next)
        #expect(letters(bench.launcher.calls) == "ab", "c comes behind b")
        #expect(try await run("c", bench).orphaned == 0)
        try await expectWaits(try await run("c", bench), for: "b", bench, of: next)
        bench.clock.advance(.seconds(11))
        try await bench.settle(next)
        #expect(letters(bench.launcher.calls) == "abbc")
        #expect(try await bench.captures().allSatisfy { $0.state == .archived })
        #expect(try await bench.troubles() == [])
    }

    @Test("what an operator asks for is decoded together too")
    func asked() async throws {
        var job = Job.decode(files: 3)
        job.after = []
        let bench = try await OrchestratorBench(jobs: [Job.stage, job])
        try push(5, bench)
        try await bench.orchestrator.pause(job: "decode", untilUs: nil, who: "root(0)", reason: nil)
        try await bench.settle()
        let order = RunOrder(id: "all", job: "decode", who: "root(0)")
        #expect(try await bench.orchestrator.operations.request(order).count == 5)
        try await bench.settle()
        #expect(bench.launcher.processes == 2)
        #expect(try await bench.captures().allSatisfy { $0.state == .archived })
    }

    @Test("one worker for many captures gives the rows and states of one worker for each")
    func same() async throws {
        func life(files: Int) async throws -> (rows: [String], states: [String], verdicts: [String]) {
            let bench = try await OrchestratorBench(
                jobs: [Job.stage, Job.decode(files: files)], script: LifeWorker.script)
            try push(12, bench) { name in
                switch name {
                case "d", "e": "bad"
                case "c", "g", "h": "one\ntwo of c\nthree"
                default: (0..<4).map { "message \($0) of \(name)" }.joined(separator: "\n")
                }
            }
            try await bench.settle()
            let live = try await bench.ledger.read { try $0.liveSet() }
            let rows = try live.flatMap { try LifeWorker.rows(of: bench.absolute($0.path)).map { "\($0.0) \($0.1)" } }
            let found = try bench.names("state/ns1").map { name in
                let text = try String(contentsOfFile: bench.absolute("state/ns1/" + name), encoding: .utf8)
                return (name.split(separator: "-").first.map(String.init) ?? "") + " " + text
            }
            let verdicts = try await bench.captures().map { "\($0.name) \($0.state) \($0.duplicateOf ?? 0)" }
            return (rows.sorted(), found.sorted(), verdicts)
        }
        let (alone, together) = (try await life(files: 1), try await life(files: 12))
        #expect(together.rows == alone.rows)
        #expect(together.states == alone.states)
        #expect(together.verdicts == alone.verdicts)
        #expect(alone.states.count == 8)
    }

    @Test("a day of captures, of which any may fail, gives what one worker for each gives", arguments: 1...8)
    func random(seed: UInt64) async throws {
        let random = Mutex(SplitMix(seed: seed))
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode(attempts: 20)]) { call in
            switch random.withLock({ $0.next() % 12 }) {
            case 0: return .signalled(11)
            case 1: return .exited(75)
            default: return try await LifeWorker.script(call)
            }
        }
        let names = "abcdefghijkl"
        try push(names.count, bench) { name in (0..<3).map { "message \($0) of \(name)" }.joined(separator: "\n") }
        for _ in 0..<30 {
            try await bench.settle()
            // No longer than the captures wait for each other, so that none is decoded out of order.
            bench.clock.advance(.seconds(10))
            if try await bench.captures(.archived).count == names.count { break }
        }
        bench.clock.advance(.seconds(2000))
        bench.launcher.follow(LifeWorker.script)
        await bench.orchestrator.signal()
        try await bench.settle()
        let live = try await bench.ledger.read { try $0.liveSet() }
        let rows = try live.flatMap { try LifeWorker.rows(of: bench.absolute($0.path)).map(\.1) }
        #expect(rows.sorted() == names.flatMap { name in (0..<3).map { "message \($0) of \(name)" } }.sorted())
        #expect(try await bench.troubles() == [], "seed \(seed)")
    }
}
