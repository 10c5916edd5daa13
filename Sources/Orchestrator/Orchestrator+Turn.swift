import FileFlow
import Foundation
import Jobs
import Ledger
import Logging
import Model
import Scheduling

/// One turn: fire what is due, ask what is left to do, start what may start.
extension Orchestrator {
    /// What fails for one job does not hold up the others: it is tried again at the next turn. Throws the first failure.
    func turn() async throws {
        if draining { return }
        turnBegins()
        defer { turnEnded() }
        do { try await watchClock() } catch { _ = await isRootWritable(after: error) }
        if await !isStorageWell(), !isDiskLow() { return }
        let now = site.now()
        var failure: (any Error)?
        for job in jobs.jobs where job.isEnabled {
            do { try await fireIfDue(job, now: now) } catch { failure = failure ?? error }
        }
        await hearArrivals()
        for job in jobs.jobs where nudged.remove(job.name) != nil {
            if !job.isEnabled || !job.kind.asksTheLedger || isPaused(job.name, now: now) { continue }
            do {
                try await createRuns(try await Planner(site: site, configuration: configuration, job: job).plan())
            } catch {
                nudged.insert(job.name)
                failure = failure ?? error
            }
        }
        do { try await planMergesIfDue(now: now) } catch { failure = failure ?? error }
        do { try await watchStorms() } catch { failure = failure ?? error }
        do { try await mendIfDue() } catch { failure = failure ?? error }
        do { try await startRuns() } catch { failure = failure ?? error }
        if let failure {
            _ = await isRootWritable(after: failure)
            throw failure
        }
    }

    func createRuns(_ plans: [NewRun]) async throws {
        guard !plans.isEmpty else { return }
        try await site.ledger.write { tx in for plan in plans { _ = try tx.createRun(plan) } }
    }

    /// What a job that fires by the clock alone is split by.
    func subjects(of job: JobDefinition) -> [RunSubject] {
        switch (job.kind, job.forEach) {
        case (.fetch, _): configuration.servers.filter { $0.isEnabled && $0.source != .pushed }.map { .server($0.name) }
        case (_, .server): configuration.servers.filter(\.isEnabled).map { .server($0.name) }
        default: [.whole]
        }
    }

    func isPaused(_ job: String, now: Int64) -> Bool {
        guard let until = paused[job] else { return false }
        return until == 0 || until > now
    }

    /// Whether the disk is below its mark. It is logged once, and once more when it is over.
    func isDiskLow() -> Bool {
        let reserve = DiskReserve(root: site.root, limits: configuration.limits)
        let isLow = reserve.isLow
        if isLow != wasDiskLow {
            wasDiskLow = isLow
            let free = reserve.freeBytes ?? 0
            if isLow {
                site.logger.error(
                    "only \(free) bytes are free, less than disk_low_mark: nothing but what frees space is started")
            } else {
                site.logger.notice("there is room on the disk again", metadata: ["free": "\(free)"])
            }
        }
        return isLow
    }

    /// The server whose captures a run works on; nil if it is not bound to one.
    func server(of run: RunRecord) async throws -> String? {
        if let id = run.subject.capture {
            return try await site.ledger.read { try $0.capture(id)?.server }
        }
        if case .state(let server, _) = run.subject { return server }
        return run.subject.server.flatMap { configuration.server($0)?.name }
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
            site: site, configuration: configuration, job: job, run: run, attempt: attempt, incarnation: incarnation,
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
