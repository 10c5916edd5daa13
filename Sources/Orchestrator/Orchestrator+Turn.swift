import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Scheduling

/// One turn: fire what is due, ask what is left to do, start what may start.
extension Orchestrator {
    /// What fails for one job does not hold up the others: it is tried again at the next turn. Throws the first failure.
    func turn() async throws {
        if draining { return }
        turnBegins()
        defer { turnEnded() }
        do { try await watchClock() } catch { await isRootWritable(after: error) }
        if await !isStorageWell(), !storage.isDiskLow(settings.configuration) { return }
        var failure: (any Error)?
        for job in settings.jobs.jobs where job.isEnabled {
            do { try await fire(job) } catch { failure = failure ?? error }
        }
        for look in await arrivals.looks(settings, isPaused: schedule.isPaused) {
            switch look {
            case .plan(let job): nudged.insert(job)
            case .ask(let name, let servers):
                if let job = settings.jobs[name] { ask(job, nominalUs: site.now(), only: servers) }
            }
        }
        for job in settings.jobs.jobs where nudged.remove(job.name) != nil {
            if !job.isEnabled || !job.kind.asksTheLedger || schedule.isPaused(job.name) { continue }
            do {
                let planner = Planner(site: site, configuration: settings.configuration, job: job)
                try await site.ledger.create(try await planner.plan())
            } catch {
                nudged.insert(job.name)
                failure = failure ?? error
            }
        }
        do { try await planMerges() } catch { failure = failure ?? error }
        do { try await limits.watchStorms(settings.jobs) } catch { failure = failure ?? error }
        do { try await maintain() } catch { failure = failure ?? error }
        do { try await startRuns() } catch { failure = failure ?? error }
        if let failure {
            await isRootWritable(after: failure)
            throw failure
        }
    }

    private func fire(_ job: JobDefinition) async throws {
        switch try await schedule.look(at: job, settings) {
        case .nothing: break
        case .plan: nudged.insert(job.name)
        case .ask(let nominalUs): ask(job, nominalUs: nominalUs)
        case .fired(let overtaken): overtake(job, overtaken)
        }
    }

    /// Merges of small files are asked for as often as there is news, and not only when a schedule fires.
    private func planMerges() async throws {
        guard maintenance.areMergesDue() else { return }
        do {
            for job in settings.jobs.jobs
            where job.kind == .compact && job.isEnabled && !schedule.isPaused(job.name) {
                try await site.ledger.create(try await MergePlanner(site: site, job: job).plan())
            }
        } catch {
            maintenance.signalMerges()
            throw error
        }
    }

    private func maintain() async throws {
        if isRepairing { return }
        let works = running.values.flatMap { ["\($0.run).\($0.attempt)", $0.work] }
        let activity = Maintenance.Activity(incarnation: incarnation, runs: Set(running.keys), works: Set(works))
        switch try await maintenance.runIfDue(settings, activity) {
        case .notDue, .done(hasDueTroubles: false): break
        case .done(hasDueTroubles: true):
            nudged.formUnion(settings.jobs.jobs.filter { $0.kind == .stage }.map(\.name))
        case .movesFailed: await isRootWritable(after: nil)
        }
    }

    /// The server whose captures a run works on; nil if it is not bound to one.
    func server(of run: RunRecord) async throws -> String? {
        if let id = DecodeRun.capture(of: run.subject) {
            return try await site.ledger.read { try $0.capture(id)?.server }
        }
        if let (server, _) = DecodeRun.state(of: run.subject) { return server }
        return settings.configuration.server(run.subject)?.name
    }

    /// Lets an attempt go on that the ledger knows of.
    func start(_ run: RunRecord, of job: JobDefinition, attempt: Int64, share: RunShare) {
        let context = context(run, of: job, attempt: attempt)
        let progress = context.progress
        let task = Task { await RunExecution(context: context).execute() }
        // A worker's time is watched where it is started.
        let watch: Task<Void, Never>? =
            job.kind.startsProcess
            ? nil
            : Task { [site] in
                do { try await site.sleep(job.timeout) } catch { return }
                progress.becomeOverdue()
                task.cancel()
            }
        register(context, share: share, task: task, watch: watch, batch: nil)
    }

    /// Lets attempts of decodes of one chain go on in one worker, in the order in which they are given.
    func start(_ runs: [(run: RunRecord, attempt: Int64)], of job: JobDefinition, share: RunShare) {
        let contexts = runs.map { context($0.run, of: job, attempt: $0.attempt) }
        let batch = DecodeBatch(contexts)
        for context in contexts {
            let id = context.run.id
            let task = Task {
                await withTaskCancellationHandler {
                    await batch.end(of: id)
                } onCancel: {
                    batch.cancel(id)
                }
            }
            var own = share
            (own.run, own.batch) = (id, share.run)
            register(context, share: own, task: task, watch: nil, batch: batch)
        }
        batch.start()
    }

    private func context(_ run: RunRecord, of job: JobDefinition, attempt: Int64) -> RunContext {
        site.meter.started(run, delayUs: attempt == 1 ? site.now() - run.dueUs : nil)
        return RunContext(
            site: site, configuration: settings.configuration, job: job, run: run, attempt: attempt,
            incarnation: incarnation,
            progress: RunProgress())
    }

    private func register(
        _ context: RunContext, share: RunShare, task: Task<Void, Never>, watch: Task<Void, Never>?, batch: DecodeBatch?
    ) {
        let (id, job) = (context.run.id, context.job)
        // A task of its own: a cancelled one could not read the ledger any more.
        let ending = Task { [weak self] in
            await task.value
            watch?.cancel()
            await self?.finished(run: id, of: job)
        }
        running[id] = ActiveRun(
            run: id, attempt: context.attempt, job: job.name, subject: context.run.subject, share: share,
            startedUs: site.now(), progress: context.progress, batch: batch, task: task, ending: ending)
        if isInterrupted { task.cancel() }
    }
}
