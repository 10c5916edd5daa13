import Jobs
import Ledger

/// Starting what may start: the picture is put together here, `StartDecision` decides.
extension Orchestrator {
    func startRuns() async throws {
        if isRepairing { return }
        let now = site.now()
        let (heads, isRestored) = try await heads(nowUs: now)
        let records = Dictionary(heads.map { ($0.run.id, $0.run) }) { first, _ in first }
        let chosen = decision(on: heads, isRestored: isRestored, nowUs: now).start
        if chosen.isEmpty || draining { return }
        // A reload must not take the jobs away between the decision and the start.
        let definitions = jobs
        let starts = try await withCompany(chosen.map(\.share), records, definitions, nowUs: now)
        for (start, begun) in zip(starts, try await begin(starts)) {
            guard let first = begun.first, let job = definitions[start.run.job] else { continue }
            if begun.count > 1 {
                self.start(begun, of: job, share: start.share)
            } else {
                self.start(first.run, of: job, attempt: first.attempt, share: start.share)
            }
        }
    }

    /// What may start as far as its own time goes and its place in a chain.
    private func heads(nowUs: Int64) async throws -> (runs: [StartableRun], isRestored: Bool) {
        let (jobs, runners) = (jobs, runners)
        return try await site.ledger.read { view in
            let runs = try view.startableHeads(nowUs: nowUs, ageingUs: WaitingRun.ageingUs).filter { head in
                guard let job = jobs[head.run.job] else { return true }
                return try runners[job.kind].obstacle(to: head.run, of: job, view, nowUs: nowUs) == nil
            }
            return (runs, try view.restoreMark() != nil)
        }
    }

    /// A run that is to start, with those that use its worker behind it.
    private struct Start: Sendable {
        var run: RunRecord
        var share: RunShare
        var company: [LedgerView.Companion] = []
    }

    /// Finds the captures that are decoded in the same worker as the one whose turn it is: what is there now. Nobody
    /// waits for others to come.
    private func withCompany(
        _ shares: [RunShare], _ records: [Int64: RunRecord], _ jobs: JobSet, nowUs: Int64
    ) async throws -> [Start] {
        let starts = shares.compactMap { share in records[share.run].map { Start(run: $0, share: share) } }
        let runners = runners
        return try await site.ledger.read { view in
            try starts.map { start in
                guard let job = jobs[start.run.job] else { return start }
                var start = start
                start.company = try runners[job.kind].companions(of: start.run, of: job, view, nowUs: nowUs)
                return start
            }
        }
    }

    /// Writes down that runs start: all in one commit, and one by one when somebody has been quicker with one of them.
    /// Gives for each start the runs that have begun, with the numbers of their attempts.
    private func begin(_ starts: [Start]) async throws -> [[(run: RunRecord, attempt: Int64)]] {
        let incarnation = incarnation
        do {
            return try await site.ledger.write { tx in
                try starts.map { try Self.begin($0, incarnation: incarnation, tx) }
            }
        } catch {
            guard Self.isOvertaken(error) else { throw error }
        }
        var begun: [[(run: RunRecord, attempt: Int64)]] = []
        for start in starts {
            var alone = start
            alone.company = []
            do {
                begun.append(
                    try await site.ledger.write { [alone] tx in
                        try Self.begin(alone, incarnation: incarnation, tx)
                    })
            } catch {
                begun.append([])
                // What has begun goes on; the next turn sees what is left.
                if !Self.isOvertaken(error) { break }
            }
        }
        return begun
    }

    private static func begin(
        _ start: Start, incarnation: Int64, _ tx: LedgerTransaction
    ) throws -> [(run: RunRecord, attempt: Int64)] {
        let lead = start.run
        var runs = [lead.id]
        for companion in start.company {
            let order = NewRun(
                job: lead.job, kind: lead.kind, subject: "capture:\(companion.capture.id)",
                cause: "gen:\(companion.capture.generation)", priority: lead.priority, nominalUs: tx.now, dueUs: tx.now)
            runs.append(try companion.run ?? tx.createRun(order).id)
        }
        return try runs.map { id in
            let attempt = try tx.start(
                run: id, incarnation: incarnation, batch: start.company.isEmpty ? nil : lead.id)
            return (try tx.view.requireRun(id), attempt)
        }
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
        let run = try await site.ledger.read { try $0.requireRun(id) }
        if run.state.isFinal || run.state == .running { return nil }
        guard let job = jobs[run.job] else { return .unknownJob(run.job) }
        if run.availableUs > now { return .notYet(untilUs: run.availableUs, failures: run.failures) }
        let runner = runners[job.kind]
        let obstacle = try await site.ledger.read { try runner.obstacle(to: run, of: job, $0, nowUs: now) }
        if let obstacle { return obstacle }
        let (heads, isRestored) = try await heads(nowUs: now)
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
        let keepsWorker = jobs.jobs.contains { $0.kind.traits.keepsWorker && $0.isEnabled }
        conditions.keptForDecode = keepsWorker ? limits.memoryPerWorker : nil
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
                freesSpace: job.kind.traits.freesSpace, removesFiles: job.kind.traits.isDestructive,
                concurrency: job.concurrency,
                concurrencyPerServer: job.concurrencyPerServer)
        }
        return StartDecision(runs, running: running.values.map(\.share), conditions: conditions)
    }

    /// Runs of one server's chain, and rewrites of one day by any kind of job, share a key.
    private func share(of run: RunRecord, _ job: JobDefinition, server known: String?) -> RunShare {
        let server = known ?? configuration.server(run.subject)?.name
        let (traits, runner) = (job.kind.traits, runners[named: run.kind] ?? runners[job.kind])
        return RunShare(
            run: run.id, job: run.job, key: runner.key(of: run, server: server), server: server, pool: job.pool,
            usesWorker: traits.usesWorker, decodes: traits.keepsWorker, isCommand: traits.runsProgram,
            memoryBytes: job.processMemory(configuration.limits), goesAlone: run.goesAlone || traits.isExclusive)
    }
}

extension LimitPolicy {
    /// Bytes that all workers together may use.
    fileprivate var allWorkersMemory: Int64 { workerMemory ?? memoryPerWorker * Int64(max(1, workers)) }
}
