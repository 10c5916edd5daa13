import Control
import DurableIO
import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Model
import Orchestrator
import Reconciliation
import Synchronization

/// Answers the control socket from the orchestrator, and keeps the audit trail.
final class OrchestratorControl: ControlService {
    private let orchestrator: Orchestrator
    private let monitor: Monitor
    private let tokens: TokenStore
    private let dependencies: Dependencies
    private let overrides: ConfigurationOverrides
    private let pages: String?
    private let loaded: Mutex<LoadedConfiguration>
    private let tester: ServerTester

    init(
        orchestrator: Orchestrator, monitor: Monitor, dependencies: Dependencies, overrides: ConfigurationOverrides,
        loaded: LoadedConfiguration, tokens: TokenStore,
        pages: String?
    ) {
        self.orchestrator = orchestrator
        self.monitor = monitor
        self.tokens = tokens
        self.dependencies = dependencies
        self.overrides = overrides
        self.pages = pages
        self.loaded = Mutex(loaded)
        tester = ServerTester(dependencies: dependencies)
    }

    func live() async -> LiveStatus {
        let configuration = loaded.withLock { $0.configuration }
        // A total of 0 says that it is not known; why is among the problems.
        let space = (try? await dependencies.space()) ?? (freeBytes: 0, totalBytes: 0)
        let workers = await orchestrator.activeRuns().map { active in
            let usage = active.progress.pid == 0 ? nil : ProcessUsage(pid: active.progress.pid)
            return LiveWorker(
                run: active.run, job: active.job, subject: active.subject.description,
                pid: active.progress.pid == 0 ? nil : active.progress.pid, startedUs: active.startedUs,
                bytes: active.progress.bytes, packets: active.progress.packets, cpuUs: usage?.cpuUs,
                rssBytes: usage?.rssBytes)
        }
        let problems: [CheckProblem]
        do { problems = try await monitor.liveProblems() } catch { problems = [CheckProblem(.ledger, "\(error)")] }
        let (facts, fetching) = (await orchestrator.serverFacts, await orchestrator.fetching)
        let servers = configuration.servers.map { server in
            LiveServer(server, facts[server.name], fetching: fetching)
        }
        return LiveStatus(
            version: EntradaVersion.text, pid: ProcessInfo.processInfo.processIdentifier,
            startedUs: await orchestrator.startedUs,
            incarnation: await orchestrator.currentIncarnation, draining: await orchestrator.isDraining,
            configPath: configuration.file, jobsPath: configuration.jobsDirectory, workers: workers, servers: servers,
            kinds: orchestrator.kinds.all.map(LiveKind.init), nextFires: await orchestrator.fires, pages: pages,
            warnings: problems.map(\.detail), problems: problems,
            diskFreeBytes: space.freeBytes,
            diskTotalBytes: space.totalBytes)
    }

    func run(_ request: RunRequest, by caller: Caller) async throws -> RunReply {
        let selection: RunOrder.Selection =
            switch request.only {
            case .failed: .failed
            case .all: .all
            case .missing, nil: .missing
            }
        let order = RunOrder(
            id: request.requestID, job: request.job, server: request.server,
            subject: request.capture.map(RunSubject.capture),
            table: request.table, fromDay: request.day ?? request.from, toDay: request.day ?? request.to,
            selection: selection,
            who: caller.who,
            reason: request.reason)
        if request.dryRun {
            let operations = await orchestrator.operations
            let subjects = try await operations.subjects(of: order).map(\.description)
            if let plan = try await operations.removals(of: order.job) { return removals(plan, subjects: subjects) }
            return RunReply(runs: [], subjects: subjects, message: "\(subjects.count) runs would be created")
        }
        if let first = try await firstAnswer(request.requestID) {
            return RunReply(
                runs: first.runs.map(\.id), subjects: first.runs.map(\.subject.description), message: first.text)
        }
        let runs = try await orchestrator.operations.request(order)
        try await record("run", request.job, requestID: request.requestID, caller, request.reason, "\(runs.count) runs")
        let message = runs.isEmpty ? "there is nothing left to do for \(request.job)" : "\(runs.count) runs"
        let made = try await dependencies.ledger.read { view in
            try runs.map { try view.requireRun($0).subject.description }
        }
        return RunReply(runs: runs, subjects: made, message: message)
    }

    private func removals(_ plan: ExpirePlan, subjects: [String]) -> RunReply {
        let removals = plan.removals
        let totals = Dictionary(grouping: removals, by: \.rule).map { rule, removals in
            RemovalTotal(
                rule: rule.rawValue, count: Int64(removals.count), bytes: removals.reduce(0) { $0 + $1.bytes })
        }.sorted { $0.rule < $1.rule }
        let bytes = AmountText.bytes(totals.reduce(0) { $0 + $1.bytes })
        let lines = removals.prefix(RunReply.maximumRemovals).map {
            RemovalLine(rule: $0.rule.rawValue, what: $0.what, bytes: $0.bytes)
        }
        return RunReply(
            runs: [], subjects: subjects,
            message: removals.isEmpty
                ? "nothing would be deleted" : "\(removals.count) items would be deleted, \(bytes)",
            removals: lines, totals: totals, refusals: plan.refusals)
    }

    func dismiss(_ request: DismissRequest, by caller: Caller) async throws {
        if try await firstAnswer(request.requestID) != nil { return }
        try await dependencies.ledger.write { tx in
            try tx.dismiss(captures: request.captures, who: caller.who, why: request.reason)
        }
        for capture in request.captures { _ = try await dependencies.flow.applyIntents(capture: capture) }
        let what = request.captures.map { "capture \($0)" }.joined(separator: ", ")
        try await record("dismiss", what, requestID: request.requestID, caller, request.reason, "dismissed")
    }

    func retry(_ request: RetryRequest, by caller: Caller) async throws -> RetryReply {
        if let first = try await firstAnswer(request.requestID) {
            return RetryReply(
                runs: first.runs.map(\.id),
                captures: first.runs.compactMap(\.subject.capture),
                message: first.text)
        }
        var runs: [Int64] = []
        var captures: [Int64] = []
        if let run = request.run {
            runs.append(
                try await orchestrator.operations.retry(
                    run: run, requestID: request.requestID, who: caller.who, reason: request.reason))
        }
        if let capture = request.capture {
            runs.append(
                try await orchestrator.operations.retry(
                    capture: capture, requestID: request.requestID, who: caller.who, reason: request.reason))
            captures.append(capture)
        }
        if request.failed {
            (runs, captures) = try await orchestrator.operations.retryFailed(
                job: request.job, server: request.server, requestID: request.requestID, who: caller.who,
                reason: request.reason)
        }
        let what = request.run.map { "run \($0)" } ?? request.capture.map { "capture \($0)" } ?? "failed"
        try await record("retry", what, requestID: request.requestID, caller, request.reason, "\(runs.count) runs")
        return RetryReply(
            runs: runs, captures: captures, message: runs.isEmpty ? "nothing to retry" : "\(runs.count) runs created")
    }

    func pause(_ request: PauseRequest, by caller: Caller) async throws {
        if try await firstAnswer(request.requestID) != nil { return }
        try await orchestrator.pause(
            job: request.job, untilUs: request.untilUs, who: caller.who, reason: request.reason)
        try await record("pause", request.job, requestID: request.requestID, caller, request.reason, "paused")
    }

    func resume(_ request: PauseRequest, by caller: Caller) async throws {
        if try await firstAnswer(request.requestID) != nil { return }
        try await orchestrator.resume(job: request.job, who: caller.who, reason: request.reason)
        try await record("resume", request.job, requestID: request.requestID, caller, request.reason, "resumed")
    }

    func waitingReasons(_ runs: [Int64]) async throws -> [Int64: String] {
        try await orchestrator.waitingReasons(runs)
    }

    func drain(_ request: DrainRequest, by caller: Caller) async throws {
        if try await firstAnswer(request.requestID) != nil { return }
        try await record(
            "drain", "daemon", requestID: request.requestID, caller, request.reason, request.now ? "at once" : "drained"
        )
        await orchestrator.drain()
        if request.now { await orchestrator.interruptAll() }
    }

    func acknowledge(_ request: AckRequest, by caller: Caller) async throws -> AckReply {
        let (runs, captures, jobs) = (request.runs, request.captures, request.jobs)
        let subject =
            (runs.map { "run \($0)" } + captures.map { "capture \($0)" } + jobs.map { "job \($0)" })
            .joined(separator: ", ")
        let action = OperatorAction(
            requestID: request.requestID, who: caller.who, uid: Int64(caller.uid), pid: Int64(caller.pid),
            action: "ack",
            subject: subject, reason: request.reason, result: "")
        return try await dependencies.ledger.write { tx in
            if let first = try tx.view.answer(toRequest: action.requestID) { return AckReply(message: first) }
            var count = 0
            for run in runs { count += try tx.acknowledge(run: run, who: action.who, reason: request.reason) }
            for id in captures { count += try tx.acknowledge(capture: id, who: action.who, reason: request.reason) }
            for job in jobs { count += try tx.acknowledge(job: job, who: action.who, reason: request.reason) }
            var action = action
            action.result = AckReply.message(acknowledged: count)
            return AckReply(message: try tx.recordAction(action))
        }
    }

    func cancel(_ request: CancelRequest, by caller: Caller) async throws {
        if try await firstAnswer(request.requestID) != nil { return }
        try await orchestrator.operations.cancel(
            run: request.run, attempt: request.attempt, who: caller.who, reason: request.reason)
        try await record(
            "cancel", "run \(request.run)", requestID: request.requestID, caller, request.reason, "cancelled")
    }

    func configuration() async -> ConfigurationReply {
        let picture = loaded.withLock { ConfigurationPicture($0.configuration, $0.jobs) }
        return ConfigurationReply(settings: picture.settings, servers: picture.servers, jobs: picture.jobs)
    }

    func reload(by caller: Caller) async throws -> String { try await reload(who: caller.who) }

    /// Reads and checks everything, then swaps it; or keeps the old and throws `ConfigurationErrors`.
    func reload(who: String) async throws -> String {
        ServiceNotification.reloading()
        // Also when the new one is refused: the old one goes on.
        var outcome = "the new configuration has errors; the old one stays in use"
        defer { ServiceNotification.send("READY=1\nSTATUS=" + outcome) }
        do {
            let next = try LoadedConfiguration.load(overrides)
            try dependencies.root.prepare(servers: next.configuration.servers.map(\.name))
            try await orchestrator.reload(configuration: next.configuration, jobs: next.jobs)
            let before = loaded.withLock { loaded in
                defer { loaded = next }
                return loaded
            }
            tokens.replace(by: next.tokens)
            let diff = ConfigurationDiff(
                from: ConfigurationPicture(before.configuration, before.jobs),
                to: ConfigurationPicture(next.configuration, next.jobs))
            let text =
                "\(next.jobs.jobs.count) jobs, \(next.configuration.servers.count) servers; \(diff.summary())"
            try await dependencies.ledger.write { tx in
                try tx.append(kind: "daemon", subject: "configuration", to: "reloaded", who: who, why: text)
            }
            outcome = "reloaded: " + text
            return outcome
        } catch let errors as ConfigurationErrors {
            let why = errors.problems.prefix(5).map { "\($0)" }.joined(separator: "\n")
            try await dependencies.ledger.write { tx in
                try tx.append(kind: "daemon", subject: "configuration", to: "refused", who: who, why: why)
            }
            throw ControlError(.configuration, why)
        }
    }

    func repair(_ request: RepairRequest, by caller: Caller) async throws -> RepairReply {
        if !request.dryRun, let first = try await firstAnswer(request.requestID) {
            return RepairReply(steps: [], runs: first.runs.map(\.id), message: first.text)
        }
        let order = RepairOrder(
            id: request.requestID, who: caller.who, reason: request.reason, isDryRun: request.dryRun)
        let (steps, runs) = try await orchestrator.operations.repair(order)
        let left = steps.count { !$0.isMended }
        var text = steps.isEmpty ? "nothing to repair" : "\(steps.count - left) of \(steps.count) findings"
        if !steps.isEmpty { text += request.dryRun ? " would be repaired" : " repaired" }
        if left > 0 { text += "; \(left) need your attention" }
        if !request.dryRun {
            try await record("repair", "disk", requestID: request.requestID, caller, request.reason, text)
        }
        return RepairReply(steps: steps, runs: runs, message: text)
    }

    func confirmClock(_ request: ClockRequest, by caller: Caller) async throws -> Bool {
        // A request that comes again must not confirm a doubt that has arisen since.
        if let first = try await firstAnswer(request.requestID) { return first.text == Self.clockConfirmed }
        let was = try await orchestrator.confirmClock(who: caller.who, reason: request.reason)
        try await record(
            "confirm clock", "clock", requestID: request.requestID, caller, request.reason,
            was ? Self.clockConfirmed : "nothing")
        return was
    }

    func testServer(_ request: ServerTestRequest, by caller: Caller) async throws -> ServerTestReport {
        let configuration = loaded.withLock { $0.configuration }
        guard let server = configuration.server(request.server) else {
            let names = configuration.servers.map(\.name)
            throw ControlError(
                .notFound,
                "there is no server \(request.server)"
                    + (names.isEmpty ? "" : "; servers are " + names.prefix(10).joined(separator: ", "))
                    + (names.count > 10 ? ", …" : "") + ". After adding one to the file, run entradactl reload"
            )
        }
        guard server.source != .pushed else {
            throw ControlError(
                .conflict,
                "\(server.name) pushes its captures into \(dependencies.root.absolute("captures/" + server.name)); there is nothing "
                    + "to connect to. To list its captures: entradactl files --server \(server.name)")
        }
        dependencies.logger.notice(
            "testing a name server", metadata: ["server": "\(server.name)", "by": "\(caller.who)"])
        let parameters = await orchestrator.fetching?.parameters ?? FetchParameters()
        return ServerTestReport(
            server, try await tester.test(server, parameters, patience: .seconds(request.seconds)))
    }

    private static let clockConfirmed = "confirmed"

    func lease(holder: String, pid: Int32, seconds: Int64) async throws -> Snapshot {
        let bounded = max(1, min(seconds, 86_400))
        return try await dependencies.ledger.write { tx in try tx.lease(holder: holder, pid: pid, seconds: bounded) }
    }

    func release(lease: Int64) async throws {
        try await dependencies.ledger.write { tx in try tx.release(lease: lease) }
    }

    /// What a request with this id has been answered, and the runs that it has made: doing it again, later, could undo
    /// what has happened since. Nil if it is new.
    private func firstAnswer(_ requestID: String) async throws -> (text: String, runs: [RunRecord])? {
        try await dependencies.ledger.read { view in
            guard let text = try view.answer(toRequest: requestID) else { return nil }
            return (text, try view.runs(request: requestID))
        }
    }

    private func record(
        _ action: String, _ subject: String, requestID: String, _ caller: Caller, _ reason: String?, _ result: String
    ) async throws {
        let entry = OperatorAction(
            requestID: requestID, who: caller.who, uid: Int64(caller.uid), pid: Int64(caller.pid), action: action,
            subject: subject,
            reason: reason, result: result)
        _ = try await dependencies.ledger.write { tx in try tx.recordAction(entry) }
    }
}
