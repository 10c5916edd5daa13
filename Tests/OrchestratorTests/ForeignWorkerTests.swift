import Jobs
import Ledger
import Testing
import WorkerProtocol

@testable import Orchestrator

/// A worker of another version: what it says of its work is not understood.
private struct ForeignLauncher: WorkerLauncher {
    static let event = #"{"event":"EVENT","version":99,"what":"else"}"#

    func run(
        _ command: WorkerCommand, started: @escaping @Sendable (Int32) async throws -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd {
        try await started(999_997)
        guard let orders = command.orders else {
            await line("not an event at all")
            await line(Self.event.replacing("EVENT", with: "finished"))
            return .exited(0)
        }
        // It answers, and waits for the next order.
        for await _ in orders.lines { await line(Self.event.replacing("EVENT", with: "decoded")) }
        return .stopped(.cancelled)
    }
}

/// A worker of another version that says who it is, and does nothing of what it is asked for.
private struct RefusingLauncher: WorkerLauncher {
    /// One from before there were requests says nothing that is an event.
    var isOld = false

    func run(
        _ command: WorkerCommand, started: @escaping @Sendable (Int32) async throws -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd {
        try await started(999_996)
        if isOld { return .exited(64) }
        await line(#"{"entrada":"9.9.9","event":"started","version":99}"#)
        await line(#"{"event":"finished","reason":"install the same release of both","version":99}"#)
        return .exited(WorkerExit.otherVersion.rawValue)
    }
}

@Suite("a worker of another version")
struct ForeignWorkerTests {
    @Test(
        "one that refuses a request is told apart, and no attempt is counted",
        arguments: [(1, false), (100, false), (1, true), (100, true)])
    func refusing(files: Int, isOld: Bool) async throws {
        let bench = try await OrchestratorBench(
            jobs: [Job.stage, Job.decode(files: files)], launcher: RefusingLauncher(isOld: isOld))
        try bench.push("a.pcap", age: 200)
        try bench.push("b.pcap", age: 100)
        try await bench.settle()
        let run = try #require(try await bench.runs("decode").first)
        #expect(run.state == .retryable && run.failures == 0, "\(run)")
        #expect(run.error?.contains("another version") == true, "\(run)")
        if !isOld {
            #expect(run.error?.contains("version 99 (Entrada 9.9.9)") == true, "\(run)")
            #expect(run.error?.contains("install the same release of both") == true, "\(run)")
        }
        #expect(try await bench.captures(.quarantined).isEmpty)
    }

    @Test("a decode says so, counts no attempt, and does not wait for it")
    func decode() async throws {
        let bench = try await OrchestratorBench(jobs: [Job.stage, Job.decode], launcher: ForeignLauncher())
        try bench.push("a.pcap")
        try await bench.settle()
        let run = try #require(try await bench.runs("decode").first)
        #expect(run.state == .retryable && run.failures == 0, "\(run)")
        #expect(run.error?.contains("the worker speaks another version of the protocol") == true, "\(run)")
        #expect(run.error?.contains("version 99") == true, "\(run)")
    }

    @Test("its last event is not taken for silence; lines that are no events are")
    func report() async {
        let report = WorkerReport()
        await report.take("not an event at all", progress: RunProgress())
        #expect(await report.misunderstanding(after: .exited(0)) == nil)
        await report.take(#"{"event":"finished","version":99}"#, progress: RunProgress())
        let said = await report.misunderstanding(after: .exited(0))
        #expect(said?.message.contains("entradad and entrada-worker") == true)
        #expect(await report.misunderstanding(after: .exited(75)) == nil, "it says by its exit code what is wrong")
        #expect(await report.outcome == nil)
    }
}

@Suite("orders for a worker")
struct WorkerOrdersTests {
    private static let capture = DecodeOrder.Capture(id: 1, path: "/a", out: "/b", state_out: "/c")

    @Test("what it has no room for is an error, and so is what nobody takes any more")
    func bounded() throws {
        let orders = WorkerOrders()
        for _ in 0..<8 { try orders.send(Self.capture) }
        #expect(throws: RunFailure.self) { try orders.send(Self.capture) }
        let ended = WorkerOrders()
        ended.end()
        #expect(throws: RunFailure.self) { try ended.send(Self.capture) }
    }
}
