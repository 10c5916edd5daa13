import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import RealServers
import TestSupport

@testable import Orchestrator

/// What one duty of the scheduler needs to be tested alone, without a daemon: a data root with a ledger, a disk that can
/// fail, a clock that a test moves, and a log that it reads.
final class DutyBench: Sendable {
    let clock = TestClock()
    let disk = FailingDisk()
    /// Lines of the log as `level message`.
    let log = Recorder<String>()
    let root: DataRoot
    let ledger: Ledger
    let flow: FileFlow
    let dependencies: Dependencies
    private let folder: TestFolder

    var now: @Sendable () -> Int64 { { [clock] in clock.nowUs } }
    var bootUs: @Sendable () -> Int64 { { [clock] in clock.bootUs } }

    init(servers: [String] = ["ns1"]) throws {
        folder = try TestFolder(isInMemory: true)
        root = DataRoot(path: try folder.make("root"))
        try root.prepare(servers: servers)
        let (clock, log) = (clock, log)
        ledger = try Ledger(path: root.absolute("ledger.sqlite"), now: { clock.nowUs })
        let threads = BlockingThreads()
        flow = FileFlow(root: root, ledger: ledger, threads: threads, files: disk)
        dependencies = Dependencies(
            root: root, ledger: ledger, flow: flow, threads: threads, launcher: ScriptedLauncher(),
            sources: LocalConnector(), logger: Logger(label: "test") { _ in LogLines(lines: log) },
            now: { clock.nowUs }, bootUs: { clock.bootUs }, sleep: TestClock.stand)
    }

    deinit { dependencies.threads.stop() }

    /// Name servers that are asked, and jobs.
    func settings(
        _ jobs: [JobDefinition], servers: [String] = ["ns1"], pools: [String: Int] = [:],
        runners: JobRunners = .standard
    ) -> Settings {
        let source = LocalSource(directory: "/nowhere", pattern: "*")
        return Settings(
            configuration: Configuration(
                dataRoot: root.path, servers: servers.map { ServerDefinition(name: $0, source: .local(source)) },
                privacy: PrivacyPolicy(action: .keep), limits: LimitPolicy(diskLowMark: 0, diskReserve: 0),
                pools: pools),
            jobs: JobSet(jobs), runners: runners)
    }

    func limits() -> RunLimits {
        RunLimits(ledger: ledger, logger: dependencies.logger, now: now, bootUs: bootUs)
    }

    func maintenance() -> Maintenance {
        Maintenance(ledger: ledger, flow: flow, logger: dependencies.logger, now: now)
    }

    /// The oldest first.
    func runs(_ job: String? = nil) async throws -> [RunRecord] {
        try await ledger.read { try $0.runs(job: job, limit: 10_000) }.sorted { $0.id < $1.id }
    }

    /// What the ledger's events of a kind say has come about, the oldest first.
    func events(_ kind: String) async throws -> [String] {
        try await ledger.read { try $0.events(limit: 10_000) }.sorted { $0.seq < $1.seq }
            .filter { $0.kind == kind }.compactMap(\.to)
    }
}

/// A log whose lines a test reads.
struct LogLines: LogHandler {
    let lines: Recorder<String>
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    init(lines: Recorder<String>) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
        lines.add(
            "\(event.level.rawValue) \(event.message)"
                + fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined())
    }
}
