import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import RealServers
import Reconciliation
import Testing

@testable import Orchestrator

@Suite("what the storage monitor makes of a disk that fails")
struct StorageMonitorTests {
    private let folder: TestFolder
    private let clock = TestClock()
    private let disk = FailingDisk()
    private let root: DataRoot
    private let ledger: Ledger
    private let flow: FileFlow
    private let threads = BlockingThreads()
    private let configuration: Configuration

    init() throws {
        folder = try TestFolder(isInMemory: true)
        root = DataRoot(path: try folder.make("root"))
        try root.prepare(servers: ["ns1"])
        ledger = try Ledger(path: root.absolute("ledger.sqlite"), now: { [clock] in clock.nowUs })
        flow = FileFlow(root: root, ledger: ledger, threads: threads, files: disk)
        configuration = Configuration(
            dataRoot: root.path, servers: [ServerDefinition(name: "ns1", source: .pushed)],
            privacy: PrivacyPolicy(action: .keep), limits: LimitPolicy(diskLowMark: 0, diskReserve: 0))
    }

    private func monitor() -> StorageMonitor {
        StorageMonitor(
            root: root, ledger: ledger, flow: flow, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { [clock] in clock.nowUs })
    }

    private func events() async throws -> [String] {
        try await ledger.read { try $0.events(limit: 100).filter { $0.kind == "storage" }.compactMap(\.to) }
    }

    @Test("an error of the disk is confirmed by probing, and its end found by looking again")
    func troubleAndEnd() async throws {
        defer { threads.stop() }
        let monitor = monitor()
        disk.fail(after: 0, ENOSPC)
        let isWritable = await monitor.isWritable(
            after: FileFlowError.failed("write", root.absolute("work/x"), ENOSPC), configuration)
        #expect(!isWritable)
        #expect(monitor.problem?.condition == .storage)
        var verdict = await monitor.look(configuration)
        #expect(verdict == .troubled)
        disk.mend()
        verdict = await monitor.look(configuration)
        #expect(verdict == .troubled, "the next look is a second later")
        clock.advance(.seconds(1))
        verdict = await monitor.look(configuration)
        #expect(verdict == .mended)
        verdict = await monitor.look(configuration)
        #expect(verdict == .well && monitor.problem == nil)
        #expect(try await events() == ["troubled", "mended"])
    }

    @Test("an error of something else is not the data root's")
    func otherErrors() async throws {
        defer { threads.stop() }
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
        defer { threads.stop() }
        let monitor = monitor()
        #expect(!monitor.isDiskLow(configuration))
        #expect(monitor.diskProblem(configuration) == nil)
        var small = configuration
        small.limits.diskLowMark = .max
        #expect(monitor.diskProblem(small)?.condition == .disk)
        #expect(monitor.problem == nil, "it can be written all the same")
    }
}
