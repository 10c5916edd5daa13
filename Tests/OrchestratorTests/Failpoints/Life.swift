import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Synchronization
import TestSupport

@testable import Orchestrator

/// A daemon on a folder that outlives it, from its start over months of its clock: captures are fetched, staged, decoded,
/// compacted, decoded again, purged, expired; one is bad, one is there twice; the ledger is copied, reference data are refreshed.
final class Life: Sendable {
    /// Names and messages of the captures that are good, each once.
    static let captures = ["a", "b", "c"].map { name in (name, (0..<4).map { "message \($0) of \(name)" }) }
    static let messages = captures.flatMap(\.1).sorted()

    let folder: String
    let clock = TestClock()
    let ledger: Ledger
    let dependencies: Dependencies
    /// Messages of alerts, as who is told has them: outside of the daemon.
    private let sender: ScriptedSender
    private let desks = Mutex<[ObjectIdentifier: AlertDispatcher]>([:])
    private let configuration: Configuration

    /// Puts the captures where the name server has them.
    static func prepare(_ folder: String) throws {
        for directory in ["root", "source"] {
            try FileManager.default.createDirectory(
                atPath: folder + "/" + directory, withIntermediateDirectories: true)
        }
        var files = captures.map { ($0.0 + ".pcap", $0.1.joined(separator: "\n")) }
        files.append(("again.pcap", files[0].1))
        files.append(("bad.pcap", "bad"))
        for (index, (name, text)) in files.enumerated() {
            let path = folder + "/source/" + name
            try Data(text.utf8).write(to: URL(filePath: path))
            let time = Date(timeIntervalSince1970: Double(TestClock.start) / 1e6 - 3600 + Double(index))
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        }
    }

    init(_ folder: String, failpoints: Failpoints = .off) throws {
        self.folder = folder
        let root = DataRoot(path: folder + "/root")
        do { try root.prepare(servers: ["ns1"], failpoints: failpoints) } catch {
            // As the service manager does: once more.
            try root.prepare(servers: ["ns1"], failpoints: failpoints)
        }
        let clock = clock
        if let text = try? String(contentsOfFile: folder + "/clock", encoding: .utf8), let passed = Int64(text) {
            clock.advance(.microseconds(passed))
        }
        let source = LocalSource(directory: folder + "/source", pattern: "*.pcap")
        var configuration = Configuration(
            dataRoot: root.path, servers: [ServerDefinition(name: "ns1", source: .local(source), archiveDays: 30)],
            privacy: PrivacyPolicy(action: .keep, purgeAfterDays: 20),
            limits: LimitPolicy(workers: 2, diskLowMark: 1 << 16, diskReserve: 0))
        configuration.alerts = [
            AlertDefinition(
                name: "bad", condition: .quarantine(server: nil),
                delivery: .webhook(Webhook(address: .url("https://example.net/hook")))),
            AlertDefinition(name: "failed", condition: .failure(job: "decode"), delivery: .job("tell")),
        ]
        self.configuration = configuration
        let messages = folder + "/messages"
        sender = ScriptedSender { message in
            let known = (try? String(contentsOfFile: messages, encoding: .utf8)) ?? ""
            try Data((known + message.id + "\n").utf8).write(to: URL(filePath: messages), options: .atomic)
        }
        ledger = try Ledger(path: root.absolute("ledger.sqlite"), failpoints: failpoints) { clock.nowUs }
        let threads = BlockingThreads(count: 2)
        dependencies = Dependencies(
            root: root, ledger: ledger, flow: FileFlow(root: root, ledger: ledger, threads: threads), threads: threads,
            launcher: ScriptedLauncher(LifeWorker.hesitant), sources: LocalConnector(failpoints: failpoints),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { clock.nowUs },
            bootUs: { clock.bootUs }, sleep: TestClock.stand)
    }

    deinit { dependencies.threads.stop() }

    private var jobs: JobSet {
        JobSet(
            [Job.fetch(), Job.stage, Job.decode, Job.command("tell")]
                + [JobKind.compact, .purge, .expire, .backup, .verify, .refresh].map {
                    JobDefinition(
                        name: $0.rawValue, kind: $0, retry: Job.retry(3),
                        parameters: parameters($0))
                })
    }

    /// Two captures are enough for a merge before the day is closed.
    private func parameters(_ kind: JobKind) -> (any KindParameters)? {
        var reference = RefreshParameters()
        reference.suffixListURL = "file://" + suffixes
        return switch kind {
        case .refresh: reference
        case .compact: CompactParameters(mergeFiles: 2)
        default: nil
        }
    }

    /// Where reference data come from.
    var suffixes: String { folder + "/suffixes" }

    /// Lives through everything that is left; what has happened already happens no more. Then ends.
    func live() async throws {
        let orchestrator = try await start()
        try await pass(orchestrator, [0, 4, 4, 60, 60, 200, 1000, 60])
        let (configuration, jobs) = (configuration, jobs)
        try await insist { try await orchestrator.reload(configuration: configuration, jobs: jobs) }
        try await order("backup", orchestrator)
        try await refresh("com", orchestrator)
        try await pass(orchestrator, [90_000, 60, 60])
        try await decodeAgain(orchestrator)
        try await acknowledge()
        try await pass(orchestrator, [60, 1000, 90_000, 60, 60])
        try await pass(orchestrator, [35 * 86_400, 60, 60])
        try await pass(orchestrator, [60])
        try await end(orchestrator)
    }

    /// What the next daemon does after a life that went to its end.
    func finish() async throws {
        let orchestrator = try await start()
        try await pass(orchestrator, [0, 60])
        try await end(orchestrator)
    }

    /// In the end the trash is emptied, whose ages are those of the real clock.
    private func end(_ orchestrator: Orchestrator) async throws {
        try await refresh("com net org", orchestrator)
        try await order("expire", orchestrator)
        for pause in [3600, 7300 * 86_400] {
            try await pass(orchestrator, [pause])
            try await order("expire", orchestrator)
        }
        try await order("backup", orchestrator)
        try await order("verify", orchestrator)
    }

    /// As the service manager does: once more, when it fails.
    private func start() async throws -> Orchestrator {
        var orchestrator = Orchestrator(dependencies: dependencies, configuration: configuration, jobs: jobs)
        try await insist {
            orchestrator = Orchestrator(
                dependencies: self.dependencies, configuration: self.configuration, jobs: self.jobs)
            try await orchestrator.recover()
            try await orchestrator.load(await orchestrator.settings, isStart: true)
            // A daemon that died before a jump of months finds its successor's clock strange.
            _ = try await orchestrator.confirmClock(who: "root(0)", reason: "a test")
        }
        return orchestrator
    }

    /// A second time when the first has failed: a failpoint fails once.
    private func insist(_ body: () async throws -> Void) async throws {
        do { try await body() } catch { try await body() }
    }

    /// An operator's order, and the time for a few attempts.
    private func order(_ job: String, _ orchestrator: Orchestrator) async throws {
        let order = RunOrder(id: UUID().uuidString, job: job, who: "root(0)", reason: "a test")
        try await insist { _ = try await orchestrator.operations.request(order) }
        try await pass(orchestrator, [0, 20, 60])
    }

    private func refresh(_ list: String, _ orchestrator: Orchestrator) async throws {
        try Data(list.utf8).write(to: URL(filePath: suffixes), options: .atomic)
        try await order("refresh", orchestrator)
    }

    private func decodeAgain(_ orchestrator: Orchestrator) async throws {
        let archived = try await ledger.read { try $0.captures(states: [.archived]) }
        guard let capture = archived.first(where: { $0.name == "b.pcap" }) else { return }
        let request = UUID().uuidString
        try await insist {
            _ = try await orchestrator.operations.retry(
                capture: capture.id, requestID: request, who: "root(0)", reason: "a test")
        }
    }

    /// Somebody knows of the capture in quarantine: its failure is over.
    private func acknowledge() async throws {
        try await insist {
            _ = try await self.ledger.write { try $0.acknowledge(job: "decode", who: "root(0)", reason: "a test") }
        }
    }

    /// Lets time pass, piece by piece, and each time everything happen that is due.
    private func pass(_ orchestrator: Orchestrator, _ pauses: [Int]) async throws {
        for pause in pauses {
            clock.advance(.seconds(pause))
            let passed = String(clock.nowUs - TestClock.start)
            try Data(passed.utf8).write(to: URL(filePath: folder + "/clock"), options: .atomic)
            await orchestrator.signal()
            try await settle(orchestrator)
        }
    }

    /// One for each daemon, as in the daemon.
    private func dispatcher(of orchestrator: Orchestrator) -> AlertDispatcher {
        desks.withLock { desks in
            if let dispatcher = desks[ObjectIdentifier(orchestrator)] { return dispatcher }
            let dispatcher = AlertDispatcher(dependencies: dependencies, scheduler: orchestrator, sender: sender)
            desks[ObjectIdentifier(orchestrator)] = dispatcher
            return dispatcher
        }
    }

    private func settle(_ orchestrator: Orchestrator) async throws {
        for _ in 0..<200 {
            var isWell = true
            do { try await orchestrator.pass() } catch { isWell = false }
            do { try await dispatcher(of: orchestrator).look() } catch { isWell = false }
            let (asking, ending) = await orchestrator.underWay
            for task in asking + ending { await task.value }
            let now = clock.nowUs
            var waits = false
            for run in try await ledger.read({ try $0.startable(nowUs: now) }) {
                if case .predecessor? = try? await orchestrator.whyWaiting(run: run.id) { continue }
                waits = true
            }
            if isWell, asking.isEmpty, ending.isEmpty, !waits, await !orchestrator.hasPending { return }
        }
        throw OrchestratorBench.NeverSettled()
    }
}
