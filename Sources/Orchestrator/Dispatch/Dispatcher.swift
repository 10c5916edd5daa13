import Jobs
import Ledger
import Model

/// Starts what may start: the picture is put together here, `StartDecision` decides.
///
/// Not `Sendable`: it belongs to the scheduler's actor, and its methods run there.
final class Dispatcher {
    /// What holds while runs are started.
    struct Circumstances: Sendable {
        var settings: Settings
        var incarnation: Int64
        /// An operator has what is wrong mended: nothing is started meanwhile.
        var isRepairing: Bool
        /// Only what frees space may start.
        var isSpaceLow: Bool
        /// Until when jobs are paused, microseconds since the epoch; 0: until somebody resumes them.
        var pauses: [String: Int64]
    }

    private let dependencies: Dependencies
    private let runs: ActiveRuns
    /// Hears of each run that has ended.
    private let finished: @Sendable (Int64, JobDefinition) async -> Void

    init(
        dependencies: Dependencies, runs: ActiveRuns, finished: @escaping @Sendable (Int64, JobDefinition) async -> Void
    ) {
        self.dependencies = dependencies
        self.runs = runs
        self.finished = finished
    }

    /// Starts the runs that may start.
    nonisolated(nonsending) func startRuns(_ circumstances: Circumstances) async throws {
        if circumstances.isRepairing { return }
        let (now, settings) = (dependencies.now(), circumstances.settings)
        let (heads, isRestored) = try await heads(settings, nowUs: now)
        let records = Dictionary(heads.map { ($0.run.id, $0.run) }) { first, _ in first }
        let chosen = decision(on: heads, circumstances, isRestored: isRestored, nowUs: now).start
        if chosen.isEmpty || runs.isDraining { return }
        // A reload must not take the jobs away between the decision and the start.
        let definitions = settings.jobs
        let starts = try await withCompany(chosen.map(\.claim), records, settings, nowUs: now)
        for (start, begun) in zip(starts, try await begin(starts, incarnation: circumstances.incarnation)) {
            guard let first = begun.first, let job = definitions[start.run.job] else { continue }
            if begun.count > 1 {
                self.start(begun, of: job, claim: start.claim, circumstances)
            } else {
                self.start(first.run, of: job, attempt: first.attempt, claim: start.claim, circumstances)
            }
        }
    }

    /// What may start as far as its own time goes and its place in a chain.
    private nonisolated(nonsending) func heads(_ settings: Settings, nowUs: Int64) async throws -> (
        runs: [StartableRun], isRestored: Bool
    ) {
        let (jobs, runners) = (settings.jobs, settings.runners)
        return try await dependencies.ledger.read { view in
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
        var claim: ResourceClaim
        var company: [LedgerView.Companion] = []
    }

    /// Finds the captures that are decoded in the same worker as the one whose turn it is: what is there now. Nobody
    /// waits for others to come.
    private nonisolated(nonsending) func withCompany(
        _ claims: [ResourceClaim], _ records: [Int64: RunRecord], _ settings: Settings, nowUs: Int64
    ) async throws -> [Start] {
        let starts = claims.compactMap { claim in records[claim.run].map { Start(run: $0, claim: claim) } }
        let (jobs, runners) = (settings.jobs, settings.runners)
        return try await dependencies.ledger.read { view in
            try starts.map { start in
                guard let job = jobs[start.run.job] else { return start }
                var start = start
                start.company = try runners[job.kind].companions(of: start.run, of: job, view, nowUs: nowUs)
                return start
            }
        }
    }

    /// Writes down that runs start: all in one commit, and one by one when somebody has been quicker with one of them.
    /// Returns for each start the runs that have begun, with the numbers of their attempts.
    private nonisolated(nonsending) func begin(_ starts: [Start], incarnation: Int64) async throws -> [[(
        run: RunRecord, attempt: Int64
    )]] {
        do {
            return try await dependencies.ledger.write { tx in
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
                    try await dependencies.ledger.write { [alone] tx in
                        try Self.begin(alone, incarnation: incarnation, tx)
                    })
            } catch {
                begun.append([])
                // What has begun goes on; the next pass sees what is left.
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
                job: lead.job, kind: lead.kind, subject: .capture(companion.capture.id),
                cause: .generation(companion.capture.generation), priority: lead.priority, nominalUs: tx.now,
                dueUs: tx.now)
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
    nonisolated(nonsending) func whyWaiting(
        run id: Int64, _ circumstances: Circumstances
    ) async throws -> WaitReason? {
        let (now, settings) = (dependencies.now(), circumstances.settings)
        let run = try await dependencies.ledger.read { try $0.requireRun(id) }
        if run.state.isFinal || run.state == .running { return nil }
        guard let job = settings.jobs[run.job] else { return .unknownJob(run.job) }
        if run.availableUs > now { return .notYet(untilUs: run.availableUs, failures: run.failures) }
        let runner = settings.runners[job.kind]
        let obstacle = try await dependencies.ledger.read { try runner.obstacle(to: run, of: job, $0, nowUs: now) }
        if let obstacle { return obstacle }
        let (heads, isRestored) = try await heads(settings, nowUs: now)
        let decision = decision(on: heads, circumstances, isRestored: isRestored, nowUs: now)
        if let reason = decision.waiting[id] { return reason }
        let key = claim(of: run, job, server: try await settings.server(of: run, dependencies.ledger), settings).key
        if let holder = runs.holder(of: key) { return .key(run: holder) }
        let first = heads.first { head in
            guard let job = settings.jobs[head.run.job] else { return false }
            return head.run.id != id && claim(of: head.run, job, server: head.server, settings).key == key
        }
        return first.map { .behind(run: $0.run.id) } ?? .next
    }

    private func decision(
        on heads: [StartableRun], _ circumstances: Circumstances, isRestored: Bool, nowUs: Int64
    ) -> StartDecision {
        let settings = circumstances.settings
        let limits = settings.configuration.limits
        var conditions = StartConditions(
            nowUs: nowUs, workers: limits.workers, workerMemory: limits.allWorkersMemory,
            pools: settings.configuration.pools)
        conditions.commands = limits.commands
        let keepsWorker = settings.jobs.jobs.contains { $0.kind.traits.keepsWorker && $0.isEnabled }
        conditions.keptForDecode = keepsWorker ? limits.memoryPerWorker : nil
        conditions.isDraining = runs.isDraining
        conditions.isRepairing = circumstances.isRepairing
        conditions.isSpaceLow = circumstances.isSpaceLow
        conditions.isRestored = isRestored
        conditions.paused = circumstances.pauses
        let runs = heads.compactMap { head -> WaitingRun? in
            guard let job = settings.jobs[head.run.job], !self.runs.contains(head.run.id) else { return nil }
            return WaitingRun(
                claim: claim(of: head.run, job, server: head.server, settings), priority: head.run.priority,
                availableUs: head.run.availableUs, isRequested: head.run.requestedBy != nil,
                freesSpace: job.kind.traits.freesSpace, removesFiles: job.kind.traits.isDestructive,
                concurrency: job.concurrency,
                concurrencyPerServer: job.concurrencyPerServer)
        }
        return StartDecision(runs, running: self.runs.claims, conditions: conditions)
    }

    /// Runs of one server's chain, and rewrites of one day by any kind of job, share a key.
    private func claim(
        of run: RunRecord, _ job: JobDefinition, server known: String?, _ settings: Settings
    ) -> ResourceClaim {
        let server = known ?? run.subject.server.flatMap { settings.configuration.server($0)?.name }
        let (traits, runner) = (job.kind.traits, settings.runners[named: run.kind] ?? settings.runners[job.kind])
        return ResourceClaim(
            run: run.id, job: run.job, key: runner.key(of: run, server: server), server: server, pool: job.pool,
            usesWorker: traits.usesWorker, decodes: traits.keepsWorker, isCommand: traits.runsProgram,
            memoryBytes: job.processMemory(settings.configuration.limits),
            isExclusive: run.isExclusive || traits.isExclusive)
    }

    /// Lets an attempt go on that the ledger knows of.
    private func start(
        _ run: RunRecord, of job: JobDefinition, attempt: Int64, claim: ResourceClaim, _ circumstances: Circumstances
    ) {
        let context = context(run, of: job, attempt: attempt, circumstances)
        let progress = context.progress
        let execution = RunExecution(context: context, runner: circumstances.settings.runners[job.kind])
        let task = Task { await execution.execute() }
        // A worker's time is watched where it is started.
        let watch: Task<Void, Never>? =
            job.kind.traits.place != .daemon
            ? nil
            : Task { [dependencies] in
                do { try await dependencies.sleep(job.timeout) } catch { return }
                progress.becomeOverdue()
                task.cancel()
            }
        register(context, claim: claim, task: task, watch: watch, batch: nil)
    }

    /// Lets attempts go on in one worker, in the order in which they are given.
    private func start(
        _ runs: [(run: RunRecord, attempt: Int64)], of job: JobDefinition, claim: ResourceClaim,
        _ circumstances: Circumstances
    ) {
        let contexts = runs.map { context($0.run, of: job, attempt: $0.attempt, circumstances) }
        guard let batch = circumstances.settings.runners[job.kind].batch(contexts) else { return }
        for context in contexts {
            let id = context.run.id
            let task = Task {
                await withTaskCancellationHandler {
                    await batch.end(of: id)
                } onCancel: {
                    batch.cancel(id)
                }
            }
            var own = claim
            (own.run, own.batch) = (id, claim.run)
            register(context, claim: own, task: task, watch: nil, batch: batch)
        }
        batch.start()
    }

    private func context(
        _ run: RunRecord, of job: JobDefinition, attempt: Int64, _ circumstances: Circumstances
    ) -> RunContext {
        dependencies.meter.started(run, delayUs: attempt == 1 ? dependencies.now() - run.dueUs : nil)
        return RunContext(
            dependencies: dependencies, configuration: circumstances.settings.configuration, job: job, run: run,
            attempt: attempt,
            incarnation: circumstances.incarnation,
            progress: RunProgress())
    }

    private func register(
        _ context: RunContext, claim: ResourceClaim, task: Task<Void, Never>, watch: Task<Void, Never>?,
        batch: (any RunBatch)?
    ) {
        let (id, job) = (context.run.id, context.job)
        // A task of its own: a cancelled one could not read the ledger any more.
        let ending = Task { [finished] in
            await task.value
            watch?.cancel()
            await finished(id, job)
        }
        runs.add(
            ActiveRun(
                run: id, attempt: context.attempt, job: job.name, subject: context.run.subject, claim: claim,
                startedUs: dependencies.now(), progress: context.progress, batch: batch, task: task, ending: ending))
    }
}

extension LimitPolicy {
    /// Bytes that all workers together may use.
    fileprivate var allWorkersMemory: Int64 { workerMemory ?? memoryPerWorker * Int64(max(1, workers)) }
}
