import Crypto
import Foundation
import Jobs
import Ledger
import Model
import Scheduling

/// When each job fires next, and what is made up for.
extension Orchestrator {
    /// Brings the ledger's list of jobs in line and computes the next fires. A job that is as it was keeps its timer: a
    /// reload is no reason to fire.
    func loadJobs(isStart: Bool) async throws {
        let records = jobs.jobs.map {
            JobRecord(
                name: $0.name, kind: $0.kind.rawValue, definitionSha256: Self.digest(of: $0), enabled: $0.isEnabled)
        }
        let (before, known) = try await site.ledger.write { tx in
            let before = try tx.view.jobs()
            try tx.syncJobs(records)
            return (before, try tx.view.jobs())
        }
        // Of a job that was not there, or was disabled, nothing has been missed.
        let wasOn = Set(before.filter(\.enabled).map(\.name))
        paused = [:]
        for job in known where job.pausedReason != nil { paused[job.name] = job.pausedUntilUs ?? 0 }
        let seen = Dictionary(known.map { ($0.name, $0.lastNominalUs) }) { first, _ in first }
        let now = site.date()
        let (oldTimers, oldGuards) = (timers, guards)
        timers = [:]
        guards = [:]
        for job in jobs.jobs where job.isEnabled {
            let timetable = job.timetable(configuration.calendars)
            let guardian = FireGuard(job, timetable: timetable, subjects: subjects(of: job).count, now: now)
            guards[job.name] = try await seeded(guardian, of: job, before: isStart ? nil : oldGuards[job.name])
            if !isStart, let old = oldTimers[job.name], old.timetable == timetable {
                timers[job.name] = old
                continue
            }
            let lastUs = guardian.isRare ? seen[job.name] ?? nil : nil
            let last = lastUs.map { Date(timeIntervalSince1970: Double($0) / 1e6) }
            // One that was due under the old schedule, and not yet looked at, is due.
            let owed = isStart ? nil : oldTimers[job.name]?.next.flatMap { $0 <= now ? $0 : nil }
            let missed = isStart && wasOn.contains(job.name)
            let next = try await firstFire(of: job, timetable, last: last, now: now, isStart: isStart, misses: missed)
            timers[job.name] = FireTimer(timetable, next: owed ?? next, now: now, seen: last)
        }
        round.keep(servers: Set(configuration.servers.map(\.name)), jobs: Set(jobs.jobs.map(\.name)))
        skips = skips.filter { timers[$0.key] != nil }
        nudge()
    }

    /// A guard that knows what was made before it: by this daemon, or by the one before.
    private func seeded(_ guardian: FireGuard, of job: JobDefinition, before: FireGuard?) async throws -> FireGuard {
        var guardian = guardian
        if let before {
            if before.isSame(as: guardian) { return before }
            guardian.takeOver(from: before)
        }
        guard let least = job.minimumInterval?.wholeMicroseconds, least > 0 else { return guardian }
        let (name, now, boot) = (job.name, site.now(), site.bootUs())
        let runs = try await site.ledger.read { try $0.runs(job: name, limit: 1000) }
        for run in runs where run.requestedBy == nil && run.dueUs <= now && now - run.dueUs < least {
            guardian.remember(run.subject, madeUs: boot - (now - run.dueUs))
        }
        return guardian
    }

    /// - Parameter misses: the daemon was down, and the job would have fired meanwhile; a reload is no reason to make up
    ///   for anything.
    private func firstFire(
        of job: JobDefinition, _ timetable: Timetable, last: Date?, now: Date, isStart: Bool, misses: Bool
    ) async throws -> Date? {
        switch job.schedule {
        case .none: return nil
        case .reboot: return isStart && timetable.refusal(at: now) == nil ? now : nil
        case .every where last == nil || (isStart && job.kind == .fetch):
            // Nobody knows of a fire before: it begins now. So does a question, which costs nothing, with each start.
            return timetable.refusal(at: now) == nil ? now : timetable.nextFire(after: now)
        case .cron where last == nil: return timetable.nextFire(after: now)
        case .cron, .every: break
        }
        guard let last, misses else { return timetable.nextFire(after: now) }
        if last > now {
            try await recordSkip(
                job, "-",
                "the clock was set back, from \(last.formatted(.iso8601)) or later: what was missed before now is not known"
            )
            try await rememberFires(of: job)
            return timetable.nextFire(after: now)
        }
        // What is not on time to the second was missed, however short the daemon was away.
        let plan = job.catchUp.plan(timetable, seen: last, now: now, window: job.catchUpWindow, tolerance: .zero)
        for stretch in plan.skipped { try await recordSkip(job, .whole, "the daemon was down; \(stretch)") }
        let nowUs = Int64(now.timeIntervalSince1970 * 1e6)
        if let missed = plan.create.last, isPaused(job.name, now: nowUs) {
            try await recordSkip(job, .whole, "the job is paused; \(missed.formatted(.iso8601)) was missed meanwhile")
        } else if job.catchUp == .all, !job.kind.asksTheLedger, job.kind != .fetch {
            // Kinds that ask the ledger do all that is left at once.
            try await makeUp(for: job, plan.create)
        } else if let missed = plan.create.last {
            return missed
        }
        if plan != CatchUpPlan() { try await rememberFires(of: job) }
        return timetable.nextFire(after: now)
    }

    /// Creates a run for each fire that was missed, with the job's least interval between them.
    func makeUp(for job: JobDefinition, _ fires: [Date]) async throws {
        var runs: [NewRun] = []
        let (now, boot) = (site.now(), site.bootUs())
        for date in fires {
            let nominalUs = Int64(date.timeIntervalSince1970 * 1e6)
            for subject in subjects(of: job) {
                let wait = guards[job.name]?.makeUp(subject, bootUs: boot) ?? 0
                runs.append(
                    NewRun(
                        job: job.name, kind: job.kind.rawValue, subject: subject, cause: .at(nominalUs),
                        priority: Int64(job.priority), nominalUs: nominalUs, dueUs: now + wait))
            }
        }
        try await createRuns(runs)
    }

    private static func digest(of job: JobDefinition) -> String {
        SHA256.hash(data: Data(String(describing: job).utf8)).hexadecimal
    }
}
