import Crypto
import Foundation
import Jobs
import Ledger
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
        let known = try await site.ledger.write { tx in
            try tx.syncJobs(records)
            return try tx.view.jobs()
        }
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
            let before = isStart ? nil : oldGuards[job.name]
            guards[job.name] = before.map { $0.isSame(as: guardian) ? $0 : guardian } ?? guardian
            if !isStart, let old = oldTimers[job.name], old.timetable == timetable {
                timers[job.name] = old
                continue
            }
            let lastUs = guardian.isRare ? seen[job.name] ?? nil : nil
            let last = lastUs.map { Date(timeIntervalSince1970: Double($0) / 1e6) }
            let next = try await firstFire(of: job, timetable, last: last, now: now, isStart: isStart)
            timers[job.name] = FireTimer(timetable, next: next, now: now, seen: last)
        }
        round.keep(servers: Set(configuration.servers.map(\.name)), jobs: Set(jobs.jobs.map(\.name)))
        skips = skips.filter { timers[$0.key] != nil }
        nudge()
    }

    private func firstFire(
        of job: JobDefinition, _ timetable: Timetable, last: Date?, now: Date, isStart: Bool
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
        guard let last else { return nil }
        let plan = job.catchUp.plan(timetable, seen: last, now: now, window: job.catchUpWindow)
        for stretch in plan.skipped { try await recordSkip(job, "-", "the daemon was down; \(stretch)") }
        // Kinds that ask the ledger do all that is left at once.
        if job.catchUp == .all, !job.kind.asksTheLedger, job.kind != .fetch {
            try await makeUp(for: job, plan.create)
            return timetable.nextFire(after: now)
        }
        return plan.create.last ?? timetable.nextFire(after: now)
    }

    /// Creates a run for each fire that was missed while the daemon was down.
    private func makeUp(for job: JobDefinition, _ fires: [Date]) async throws {
        var runs: [NewRun] = []
        for date in fires {
            let nominalUs = Int64(date.timeIntervalSince1970 * 1e6)
            for subject in subjects(of: job) {
                runs.append(
                    NewRun(
                        job: job.name, kind: job.kind.rawValue, subject: subject, cause: "at:\(nominalUs)",
                        priority: Int64(job.priority), nominalUs: nominalUs, dueUs: site.now()))
            }
        }
        try await createRuns(runs)
        let (name, nowUs) = (job.name, site.now())
        if !runs.isEmpty {
            try await site.ledger.write { try $0.recordFire(job: name, nominalUs: nowUs, nextDueUs: nil) }
        }
    }

    private static func digest(of job: JobDefinition) -> String {
        SHA256.hash(data: Data(String(describing: job).utf8)).hexadecimal
    }
}
