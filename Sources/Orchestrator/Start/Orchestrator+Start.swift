import Jobs
import Ledger

/// Starting what may start: the picture is put together here, `StartDecision` decides.
extension Orchestrator {
    func startRuns() async throws {
        if isRepairing { return }
        let now = site.now()
        let (heads, isRestored) = try await site.ledger.read { view in
            (
                try view.startableHeads(nowUs: now, ageingUs: WaitingRun.ageingUs), try view.restoreMark() != nil
            )
        }
        let records = Dictionary(heads.map { ($0.run.id, $0.run) }) { first, _ in first }
        let chosen = decision(on: heads, isRestored: isRestored, nowUs: now).start
        if chosen.isEmpty || draining { return }
        // A reload must not take the jobs away between the decision and the start.
        let definitions = jobs
        let attempts = try await beginAttempts(of: chosen.map(\.share.run))
        for waiting in chosen {
            guard let attempt = attempts[waiting.share.run], let run = records[waiting.share.run],
                let job = definitions[run.job]
            else { continue }
            start(run, of: job, attempt: attempt, share: waiting.share)
        }
    }

    /// Writes down that runs start: all in one commit, and one by one when somebody has been quicker with one of them.
    /// Gives the number of each attempt.
    private func beginAttempts(of runs: [Int64]) async throws -> [Int64: Int64] {
        let incarnation = incarnation
        do {
            return try await site.ledger.write { tx in
                try runs.reduce(into: [:]) { $0[$1] = try tx.start(run: $1, incarnation: incarnation) }
            }
        } catch {
            guard Self.isOvertaken(error) else { throw error }
            if runs.count == 1 { return [:] }
        }
        var attempts: [Int64: Int64] = [:]
        for run in runs {
            do {
                attempts[run] = try await site.ledger.write { tx in try tx.start(run: run, incarnation: incarnation) }
            } catch {
                // What has begun goes on; the next turn sees what is left.
                if !Self.isOvertaken(error) { break }
            }
        }
        return attempts
    }

    /// A run is not any more what it was when it was looked at.
    private static func isOvertaken(_ error: any Error) -> Bool {
        switch error as? LedgerError {
        case .conflict, .noSuchTransition, .notFound: true
        default: false
        }
    }

    /// Why a run that has not ended does not go on; nil when it does, or has ended.
    public func whyWaiting(run id: Int64) async throws -> WaitReason? {
        let now = site.now()
        let (run, heads, isRestored) = try await site.ledger.read { view in
            (
                try view.requireRun(id), try view.startableHeads(nowUs: now, ageingUs: WaitingRun.ageingUs),
                try view.restoreMark() != nil
            )
        }
        if run.state.isFinal || run.state == .running { return nil }
        guard let job = jobs[run.job] else { return .unknownJob(run.job) }
        if run.availableUs > now { return .notYet(untilUs: run.availableUs, failures: run.failures) }
        let decision = decision(on: heads, isRestored: isRestored, nowUs: now)
        if let reason = decision.waiting[id] { return reason }
        let key = share(of: run, job, server: try await server(of: run)).key
        if let active = running.values.first(where: { $0.share.key == key }) { return .key(run: active.run) }
        let first = heads.first { head in
            guard let job = jobs[head.run.job] else { return false }
            return head.run.id != id && share(of: head.run, job, server: head.server).key == key
        }
        return first.map { .behind(run: $0.run.id) } ?? .next
    }

    private func decision(on heads: [StartableRun], isRestored: Bool, nowUs: Int64) -> StartDecision {
        let limits = configuration.limits
        var conditions = StartConditions(
            nowUs: nowUs, workers: limits.workers, workerMemory: limits.allWorkersMemory, pools: configuration.pools)
        conditions.commands = limits.commands
        let decodes = jobs.jobs.contains { $0.kind == .decode && $0.isEnabled }
        conditions.keptForDecode = decodes ? limits.memoryPerWorker : nil
        conditions.isDraining = draining
        conditions.isRepairing = isRepairing
        conditions.isSpaceLow = isDiskLow() || storage.trouble != nil
        conditions.isRestored = isRestored
        conditions.paused = paused
        let runs = heads.compactMap { head -> WaitingRun? in
            guard let job = jobs[head.run.job], running[head.run.id] == nil else { return nil }
            return WaitingRun(
                share: share(of: head.run, job, server: head.server), priority: head.run.priority,
                availableUs: head.run.availableUs, isRequested: head.run.requestedBy != nil,
                freesSpace: job.kind == .expire, removesFiles: job.kind.removesFiles, concurrency: job.concurrency,
                concurrencyPerServer: job.concurrencyPerServer)
        }
        return StartDecision(runs, running: running.values.map(\.share), conditions: conditions)
    }

    /// Runs of one server's chain, and rewrites of one day by any kind of job, share a key.
    private func share(of run: RunRecord, _ job: JobDefinition, server known: String?) -> RunShare {
        let server = known ?? configuration.server(run.subject)?.name
        let key =
            switch JobKind(rawValue: run.kind) {
            case .decode: "chain:" + (server ?? run.subject)
            case .compact, .purge: "partition:" + run.subject
            default: run.job + ":" + run.subject
            }
        return RunShare(
            run: run.id, job: run.job, key: key, server: server, pool: job.pool, usesWorker: job.kind.usesWorker,
            decodes: job.kind == .decode, isCommand: job.kind == .command,
            memoryBytes: job.workerMemory(configuration.limits), goesAlone: run.goesAlone)
    }
}
