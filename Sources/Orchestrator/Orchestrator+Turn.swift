import Foundation
import Jobs
import Ledger
import Logging
import Scheduling

/// One turn: fire what is due, ask what is left to do, start what may start.
extension Orchestrator {
    func turn() async throws {
        if draining { return }
        let now = site.now()
        let date = site.date()
        var asked = nudged
        nudged.removeAll()
        for job in jobs.jobs where job.isEnabled {
            guard let due = nextFires[job.name], due <= date else { continue }
            nextFires[job.name] = job.schedule.nextFire(after: date)
            if isPaused(job.name, now: now) { continue }
            if job.kind == .fetch {
                probe(job, nominalUs: Int64(due.timeIntervalSince1970 * 1e6))
            } else if job.kind.asksTheLedger {
                asked.insert(job.name)
            } else {
                try await fire(job, nominalUs: Int64(due.timeIntervalSince1970 * 1e6))
            }
            let (name, next) = (job.name, nextFires[job.name].map { Int64($0.timeIntervalSince1970 * 1e6) })
            if job.schedule.firesRarely {
                try await site.ledger.write { tx in try tx.recordFire(job: name, nominalUs: now, nextDueUs: next) }
            }
        }
        for job in jobs.jobs where job.isEnabled && job.kind.asksTheLedger && asked.contains(job.name) {
            if isPaused(job.name, now: now) { continue }
            try await createRuns(try await Planner(site: site, configuration: configuration, job: job).plan())
        }
        try await startRuns()
    }

    /// Creates the runs of one fire; a subject that still runs is skipped, and the skip is an event.
    private func fire(_ job: JobDefinition, nominalUs: Int64) async throws {
        try await fire(job, subjects: subjects(of: job), nominalUs: nominalUs)
    }

    private func fire(_ job: JobDefinition, subjects: [String], nominalUs: Int64) async throws {
        let now = site.now()
        try await site.ledger.write { tx in
            for subject in subjects {
                if try tx.view.hasOpenRun(job: job.name, subject: subject) {
                    if job.schedule.firesRarely {
                        try tx.append(
                            kind: "job", subject: "\(job.name) \(subject)", to: "skipped",
                            why: "the run before it has not ended")
                    }
                    continue
                }
                let delay = Jitter.delay(
                    job: job.name, nominal: Date(timeIntervalSince1970: Double(nominalUs) / 1e6), longest: job.jitter)
                _ = try tx.createRun(
                    NewRun(
                        job: job.name, kind: job.kind.rawValue, subject: subject, cause: "at:\(nominalUs)",
                        priority: Int64(job.priority),
                        nominalUs: nominalUs, dueUs: max(nominalUs, now) + delay.wholeMicroseconds))
            }
        }
    }

    /// Asks every name server for news, as many at a time as the job may have runs, those first that have waited
    /// longest. Runs are made where there is something, or where asking failed: the failure is then the run's.
    private func probe(_ job: JobDefinition, nominalUs: Int64) {
        guard case .fetch(let parameters) = job.parameters else { return }
        let room = max(1, job.concurrency) - probing.count
        let busy = Set(running.values.filter { $0.job == job.name }.map(\.subject)).union(probing)
        let servers = configuration.servers.filter {
            $0.isEnabled && $0.source != .pushed && !busy.contains($0.name)
        }.sorted { (lastProbes[$0.name] ?? 0, $0.name) < (lastProbes[$1.name] ?? 0, $1.name) }
        for server in servers.prefix(max(0, room)) {
            probing.insert(server.name)
            lastProbes[server.name] = site.now()
            let (site, probe) = (site, FetchProbe(site: site, server: server, parameters: parameters))
            Task { [weak self] in
                let name = job.name
                // A run that waits for its next attempt has a time of its own.
                let waits =
                    (try? await site.ledger.read { try $0.hasOpenRun(job: name, subject: server.name) }) ?? false
                let isWorthwhile = waits ? false : (try? await probe.hasNews()) ?? true
                await self?.probed(job, server: server.name, isWorthwhile: isWorthwhile, nominalUs: nominalUs)
            }
        }
    }

    private func probed(_ job: JobDefinition, server: String, isWorthwhile: Bool, nominalUs: Int64) async {
        probing.remove(server)
        guard isWorthwhile, !draining else { return }
        do { try await fire(job, subjects: [server], nominalUs: nominalUs) } catch {
            site.logger.error("a fetch could not be created; it is tried again", metadata: ["error": "\(error)"])
        }
        nudge([])
    }

    func createRuns(_ plans: [NewRun]) async throws {
        guard !plans.isEmpty else { return }
        try await site.ledger.write { tx in for plan in plans { _ = try tx.createRun(plan) } }
    }

    /// What a job that fires by the clock alone is split by.
    private func subjects(of job: JobDefinition) -> [String] {
        switch (job.kind, job.forEach) {
        case (.fetch, _): configuration.servers.filter { $0.isEnabled && $0.source != .pushed }.map(\.name)
        case (_, .server): configuration.servers.filter(\.isEnabled).map(\.name)
        default: ["-"]
        }
    }

    func isPaused(_ job: String, now: Int64) -> Bool {
        guard let until = paused[job] else { return false }
        return until == 0 || until > now
    }

    /// Starts what may start: priority, one per key, the job's and the workers' limits.
    private func startRuns() async throws {
        let now = site.now()
        let waiting = try await site.ledger.read { try $0.startable(nowUs: now) }
        for run in waiting {
            guard let job = jobs[run.job] else { continue }
            if isPaused(job.name, now: now) && run.requestedBy == nil { continue }
            let key = try await runKey(run)
            let active = running.values
            if active.contains(where: { $0.key == key }) { continue }
            if active.count(where: { $0.job == job.name }) >= max(1, job.concurrency) { continue }
            let heavy = job.kind.usesWorker
            if heavy && active.count(where: \.usesWorker) >= max(1, configuration.limits.workers) { continue }
            // A run that took the daemon down twice goes alone, so that it takes nobody with it.
            if run.orphaned >= 2 && !active.isEmpty { continue }
            if running.values.contains(where: { $0.run == run.id }) { continue }
            try await start(run, of: job, key: key)
        }
    }

    /// Runs of one server's chain, and rewrites of one day by any kind of job, share a key.
    private func runKey(_ run: RunRecord) async throws -> String {
        switch JobKind(rawValue: run.kind) {
        case .decode:
            let subject = run.subject
            let server: String? = try await site.ledger.read { view in
                if subject.hasPrefix("capture:"), let id = Int64(subject.dropFirst(8)) {
                    return try view.capture(id)?.server
                }
                return subject.hasPrefix("state:") ? String(subject.split(separator: ":")[1]) : nil
            }
            return "chain:" + (server ?? subject)
        case .compact, .purge: return "partition:" + run.subject
        default: return run.job + ":" + run.subject
        }
    }

    private func start(_ run: RunRecord, of job: JobDefinition, key: String) async throws {
        let incarnation = incarnation
        let attempt = try await site.ledger.write { tx in try tx.start(run: run.id, incarnation: incarnation) }
        let progress = RunProgress()
        let context = RunContext(
            site: site, configuration: configuration, job: job, run: run, attempt: attempt, incarnation: incarnation,
            progress: progress)
        let task = Task { [weak self] in
            await RunExecution(context: context).execute()
            await self?.finished(run: run.id, job: job.name)
        }
        running[run.id] = ActiveRun(
            run: run.id, job: job.name, subject: run.subject, key: key, usesWorker: job.kind.usesWorker,
            startedUs: site.now(),
            progress: progress, task: task)
    }
}
