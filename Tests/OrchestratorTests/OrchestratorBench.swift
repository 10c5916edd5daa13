import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import RealServers
import TestSupport

@testable import Orchestrator

/// A data root with a ledger, name servers that are directories, and an orchestrator that a test passes by hand.
final class OrchestratorBench: Sendable {
    static let day = "2024-03-05"

    let folder: TestFolder
    let clock = TestClock()
    let launcher: ScriptedLauncher
    let sources = LocalConnector()
    let ledger: Ledger
    let dependencies: Dependencies
    let configuration: Configuration
    let orchestrator: Orchestrator

    init(
        servers: [String] = ["ns1"], jobs: [JobDefinition], workers: Int = 2, archiveDays: Int? = 30,
        purgeAfterDays: Int? = nil, pools: [String: Int] = [:],
        launcher other: (any WorkerLauncher)? = nil, isPushed: Bool = true, files: (any DurableFileSystem)? = nil,
        failpoints: Failpoints = .off, runners: JobRunners = .standard,
        script: @escaping ScriptedLauncher.Script = { try await $0.decode() },
        sleep: @escaping @Sendable (Duration) async throws -> Void = TestClock.stand
    ) async throws {
        let folder = try TestFolder()
        self.folder = folder
        try folder.make("root")
        let root = DataRoot(path: folder["root"])
        try root.prepare(servers: servers)
        let definitions = try servers.map { name in
            let source = LocalSource(directory: try folder.make("source/" + name), pattern: "*.pcap")
            return ServerDefinition(name: name, source: isPushed ? .pushed : .local(source), archiveDays: archiveDays)
        }
        configuration = Configuration(
            dataRoot: root.path, servers: definitions,
            privacy: PrivacyPolicy(action: .keep, purgeAfterDays: purgeAfterDays),
            limits: LimitPolicy(workers: workers, commands: workers), pools: pools)
        launcher = ScriptedLauncher(script)
        let clock = clock
        let now: @Sendable () -> Int64 = { clock.nowUs }
        ledger = try Ledger(path: root.absolute("ledger.sqlite"), failpoints: failpoints, now: now)
        let threads = BlockingThreads()
        dependencies = Dependencies(
            root: root, ledger: ledger, flow: FileFlow(root: root, ledger: ledger, threads: threads, files: files),
            threads: threads,
            launcher: other ?? launcher, sources: sources,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: now, bootUs: { clock.bootUs }, sleep: sleep)
        orchestrator = Orchestrator(
            dependencies: dependencies, configuration: configuration, jobs: JobSet(jobs), runners: runners)
        try await start(orchestrator)
    }

    /// Does what `run` does before its first turn.
    func start(_ orchestrator: Orchestrator) async throws {
        try await orchestrator.recover()
        try await orchestrator.load(await orchestrator.settings, isStart: true)
    }

    deinit { dependencies.threads.stop() }

    func absolute(_ path: String) -> String { dependencies.root.absolute(path) }
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: absolute(path)) }
    func names(_ directory: String) throws -> [String] { try folder.names(in: "root/" + directory) }

    /// A file on the name server; `age` seconds before the clock's start.
    func offer(_ name: String, _ text: String? = nil, on server: String = "ns1", age: Int = 3600) throws {
        try folder.write(
            text ?? "packets of \(name)", to: "source/\(server)/\(name)",
            modifiedSeconds: Int(TestClock.start / 1_000_000) - age)
    }

    /// A capture that the name server has pushed.
    func push(_ name: String, _ text: String? = nil, to server: String = "ns1", age: Int = 3600) throws {
        try folder.write(
            text ?? "packets of \(server) \(name)", to: "root/captures/\(server)/\(name)",
            modifiedSeconds: Int(TestClock.start / 1_000_000) - age)
    }

    /// A daemon that begins where the one before was cut off; that one's runs go on in a world of their own.
    func restart() async throws -> Orchestrator {
        let next = Orchestrator(
            dependencies: dependencies, configuration: configuration, jobs: await orchestrator.settings.jobs,
            runners: orchestrator.runners)
        try await start(next)
        return next
    }

    /// Turns until nothing runs, nothing is asked, and nothing may start now.
    func settle() async throws { try await settle(orchestrator) }

    func settle(_ orchestrator: Orchestrator) async throws {
        for _ in 0..<200 {
            try await orchestrator.pass()
            let (asking, ending) = await orchestrator.underWay
            for task in asking + ending { await task.value }
            if asking.isEmpty, ending.isEmpty, try await !hasStartable(orchestrator) { return }
        }
        throw NeverSettled()
    }

    struct NeverSettled: Error {}

    /// Turns once; runs that start go on.
    func pass() async throws { try await orchestrator.pass() }

    private func hasStartable(_ orchestrator: Orchestrator) async throws -> Bool {
        if await orchestrator.hasPending { return true }
        let (now, paused) = (clock.nowUs, await orchestrator.observation.pausedJobs)
        for run in try await ledger.read({ try $0.startable(nowUs: now) }) {
            if paused.contains(run.job) { continue }
            if case .predecessor? = try await orchestrator.whyWaiting(run: run.id) { continue }
            return true
        }
        return false
    }

    func captures(_ states: CaptureState...) async throws -> [CaptureRecord] {
        let states = states.isEmpty ? CaptureState.allCases : states
        return try await ledger.read { try $0.captures(states: states) }.sorted { $0.id < $1.id }
    }

    func capture(_ name: String) async throws -> CaptureRecord {
        guard let capture = try await captures().first(where: { $0.name == name }) else {
            throw LedgerError.notFound("a capture \(name)")
        }
        return capture
    }

    func runs(_ job: String? = nil) async throws -> [RunRecord] {
        try await ledger.read { try $0.runs(job: job) }.sorted { $0.id < $1.id }
    }

    func rows() async throws -> Int64 { try await ledger.read { try $0.tableTotals().reduce(0) { $0 + $1.rows } } }

    /// No file is unknown or lost, no move is open, and the ledger verifies.
    func troubles() async throws -> [String] {
        let unknown = try await dependencies.flow.unknownFiles()
        let intents = try await ledger.read { try $0.openIntents() + $0.troubledIntents() }
        return try await ledger.read { try $0.verify().problems } + unknown + intents.map { "\($0)" }
            + (try names("work"))
    }
}

extension Orchestrator {
    /// Tasks that ask name servers, and those that end with each run.
    var underWay: (asking: [Task<Void, Never>], ending: [Task<Void, Never>]) {
        (poller.questions, runs.endings())
    }
}

extension OrchestratorBench {
    /// Waits until no run of the job goes on.
    func endOf(_ job: String) async {
        for task in await orchestrator.endings(of: job) { await task.value }
    }

    /// Turns until a run of the job goes on whose worker has started.
    func begin(_ job: String) async throws {
        for _ in 0..<200 {
            try await pass()
            if await !orchestrator.endings(of: job).isEmpty {
                await launcher.started.wait()
                return
            }
            for task in await orchestrator.underWay.asking { await task.value }
            for other in await orchestrator.activeRuns().map(\.job) { await endOf(other) }
        }
        throw NeverSettled()
    }
}

extension Orchestrator {
    func endings(of job: String) -> [Task<Void, Never>] { runs.endings(of: job) }

    func endings(ofRun id: Int64) async { await runs.ending(of: id)?.value }

    /// Whether the level of some job is to be asked.
    var hasPending: Bool { !pending.isEmpty }

    func isPending(_ job: String) -> Bool { pending.contains(job) }

    func storageFailed(_ trouble: StorageTrouble) async {
        await health.storageFailed(trouble, settings.configuration)
    }
}
