import Failpoints
import Jobs
import Ledger
import Synchronization
import Testing
import TestSupport

@testable import Orchestrator

/// A launcher whose first process the ledger cannot be told of; the others do what a worker does.
private final class UntoldLauncher: WorkerLauncher {
    private let failpoints: Failpoints
    private let others = ScriptedLauncher()
    private let state = Mutex((starts: 0, wentOn: false))

    init(_ failpoints: Failpoints) { self.failpoints = failpoints }

    var wentOn: Bool { state.withLock { $0.wentOn } }
    var starts: Int { state.withLock { $0.starts } }

    func run(
        _ command: WorkerCommand, started: @escaping @Sendable (Int32) async throws -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd {
        let isFirst = state.withLock { state in
            state.starts += 1
            return state.starts == 1
        }
        guard isFirst else { return try await others.run(command, started: started, line: line) }
        failpoints.arm(FailpointOrder(.ledgerBeforeCommit, .inputOutput))
        defer { failpoints.disarm() }
        try await started(999_998)
        state.withLock { $0.wentOn = true }
        return .exited(1)
    }
}

@Suite("a worker that the ledger does not know of")
struct UntoldLedgerTests {
    @Test("it does not go on, no attempt is counted, and the next one does the work")
    func decode() async throws {
        let failpoints = Failpoints()
        let launcher = UntoldLauncher(failpoints)
        let bench = try await OrchestratorBench(
            jobs: [Job.stage, Job.decode], launcher: launcher, failpoints: failpoints)
        try bench.push("a.pcap")
        for _ in 0..<20 where try await bench.captures(.archived).isEmpty {
            bench.clock.advance(.seconds(61))
            try await bench.pass()
            for job in ["stage", "decode"] { await bench.endOf(job) }
        }
        #expect(try await bench.captures(.archived).count == 1)
        #expect(!launcher.wentOn && launcher.starts == 2)
        let run = try #require(try await bench.runs("decode").first)
        #expect(run.state == .completed && run.failures == 0)
    }
}
