import FileFlow
import Foundation
import Jobs
import Ledger
import Reconciliation
import Testing
import TestSupport

@testable import Orchestrator

@Suite("what the storage monitor makes of a disk that fails")
struct StorageMonitorTests {
    private let bench: DutyBench
    private let configuration: Configuration
    private var disk: FailingDisk { bench.disk }

    init() throws {
        bench = try DutyBench()
        configuration = bench.settings([]).configuration
    }

    private func monitor() -> StorageMonitor {
        StorageMonitor(
            root: bench.root, ledger: bench.ledger, flow: bench.flow, logger: bench.dependencies.logger, now: bench.now)
    }

    private func events() async throws -> [String] { try await bench.events("storage") }

    @Test("an error of the disk is confirmed by probing, and its end found by looking again")
    func troubleAndEnd() async throws {
        let monitor = monitor()
        disk.fail(after: 0, ENOSPC)
        let isWritable = await monitor.isWritable(
            after: FileFlowError.failed("write", bench.root.absolute("work/x"), ENOSPC), configuration)
        #expect(!isWritable)
        #expect(monitor.problem?.condition == .storage)
        var verdict = await monitor.look(configuration)
        #expect(verdict == .troubled)
        disk.mend()
        verdict = await monitor.look(configuration)
        #expect(verdict == .troubled, "the next look is a second later")
        bench.clock.advance(.seconds(1))
        verdict = await monitor.look(configuration)
        #expect(verdict == .mended)
        verdict = await monitor.look(configuration)
        #expect(verdict == .well && monitor.problem == nil)
        #expect(try await events() == ["troubled", "mended"])
    }

    @Test("an error of something else is not the data root's")
    func otherErrors() async throws {
        let monitor = monitor()
        disk.fail(after: 0, EIO)
        var isWritable = await monitor.isWritable(after: LedgerError.conflict("a run has ended"), configuration)
        #expect(isWritable, "nothing was tried on the disk")
        disk.mend()
        isWritable = await monitor.isWritable(after: nil, configuration)
        #expect(isWritable)
        #expect(try await events().isEmpty)
    }

    @Test("little room is a problem of its own")
    func low() {
        let monitor = monitor()
        #expect(!monitor.isDiskLow(configuration))
        #expect(monitor.diskProblem(configuration) == nil)
        var small = configuration
        small.limits.diskLowMark = .max
        #expect(monitor.diskProblem(small)?.condition == .disk)
        #expect(monitor.problem == nil, "it can be written all the same")
    }
}
