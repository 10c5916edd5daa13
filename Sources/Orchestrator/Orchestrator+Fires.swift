import Foundation
import Jobs
import Ledger
import Logging
import Model
import Scheduling

/// What time starts.
extension Orchestrator {
    func fireIfDue(_ job: JobDefinition, now: Int64) async throws {
        let date = site.date()
        let unwatchedUs = guards[job.name]?.looks(bootUs: site.bootUs())
        guard let due = timers[job.name]?.fire(now: date) else { return try await passOver(job, date) }
        do {
            if isPaused(job.name, now: now) {
                try await tellSkip(job, .whole, "the job is paused")
            } else if job.kind == .fetch {
                probe(job, nominalUs: Int64(due.timeIntervalSince1970 * 1e6))
            } else if job.kind.asksTheLedger {
                nudged.insert(job.name)
            } else {
                try await fire(job, due: due, at: date, unwatchedUs: unwatchedUs)
            }
            try await rememberFires(of: job)
        } catch {
            timers[job.name]?.putBack(due)
            throw error
        }
    }

    /// Writes down until when the job's fires have been dealt with: what was passed over once is not made up for later.
    func rememberFires(of job: JobDefinition) async throws {
        guard guards[job.name]?.isRare == true else { return }
        let (name, now) = (job.name, site.now())
        let next = timers[name]?.next.map { Int64($0.timeIntervalSince1970 * 1e6) }
        try await site.ledger.write { tx in try tx.recordFire(job: name, nominalUs: now, nextDueUs: next) }
    }

    /// A fire on time makes its run. One that comes late, since the machine slept or nothing could be written, is one that
    /// was missed: `catch_up` decides on it, and on those after it.
    private func fire(_ job: JobDefinition, due: Date, at date: Date, unwatchedUs: Int64?) async throws {
        let lateUs = Int64(date.timeIntervalSince(due) * 1e6)
        guard lateUs > Self.lateUs, job.schedule != .reboot, let timetable = timers[job.name]?.timetable else {
            return try await fire(job, subjects: subjects(of: job), nominalUs: Int64(due.timeIntervalSince1970 * 1e6))
        }
        // Nobody has lived through what a clock that was set has left out: one run stands for it at the most.
        let isSet = unwatchedUs.map { $0 < lateUs - Self.lateUs } ?? false
        let boot = site.bootUs()
        if isSet, guards[job.name]?.allowsSetClock(bootUs: boot) == false {
            return try await tellSkip(
                job, .whole,
                "the clock was set forward again within a minute: one run a minute stands for what it leaves out")
        }
        guards[job.name]?.madeUp(bootUs: boot)
        let policy = isSet && job.catchUp == .all ? CatchUp.last : job.catchUp
        // One that is owed under a schedule that a reload has replaced stands alone.
        if policy != .none, timetable.previousFire(before: due + 1e-6) != due {
            return try await fire(job, subjects: subjects(of: job), nominalUs: Int64(due.timeIntervalSince1970 * 1e6))
        }
        let plan = policy.plan(timetable, seen: due - 1e-6, now: date, window: job.catchUpWindow)
        let why = isSet ? "the clock was set forward" : "nobody looked at the clock"
        if guards[job.name]?.isRare == true {
            for stretch in plan.skipped { try await recordSkip(job, .whole, "\(why); \(stretch)") }
        }
        if policy == .all { return try await makeUp(for: job, plan.create) }
        for nominal in plan.create {
            try await fire(job, subjects: subjects(of: job), nominalUs: Int64(nominal.timeIntervalSince1970 * 1e6))
        }
    }

    /// A fire that is looked at so much later than it was due was missed.
    private static let lateUs: Int64 = 60_000_000

    /// Tells of fires that are not the job's: a day that is excluded, or what is outside its bounds.
    private func passOver(_ job: JobDefinition, _ date: Date) async throws {
        guard let refused = timers[job.name]?.passOver(now: date) else { return }
        do { try await recordSkip(job, .whole, "\(refused)") } catch {
            timers[job.name]?.putBack(refused)
            throw error
        }
    }

    /// Creates the runs of one fire. Where a run of the same subject has not ended, the job's `overlap` says what happens;
    /// a fire that is dropped is an event.
    func fire(_ job: JobDefinition, subjects: [RunSubject], nominalUs: Int64) async throws {
        let now = site.now()
        let nominal = Date(timeIntervalSince1970: Double(nominalUs) / 1e6)
        // What is made up for is due now; what comes a moment late was due when it was.
        let base = now - nominalUs < 60_000_000 ? nominalUs : now
        let dueUs = base + Jitter.delay(job: job.name, nominal: nominal, longest: job.jitter).wholeMicroseconds
        let admitted = try await admit(job, subjects)
        if admitted.isEmpty { return }
        // Those of a rare job are told one by one, with the runs that are made.
        let isRare = guards[job.name]?.isRare == true && job.kind != .fetch
        let outcome: FireOutcome
        do {
            outcome = try await site.ledger.write { tx in
                let outcome = try tx.fire(job, admitted, nominalUs: nominalUs, dueUs: dueUs)
                guard isRare else { return outcome }
                for skip in outcome.skipped {
                    try tx.append(kind: "job", subject: "\(job.name) \(skip.subject)", to: "skipped", why: skip.why)
                }
                return outcome
            }
        } catch {
            guards[job.name]?.takeBack(admitted)
            throw error
        }
        if !isRare, job.kind != .fetch {
            for skip in outcome.skipped { try await tellSkip(job, skip.subject, skip.why, rule: skip.rule) }
        }
        for run in running.values where run.job == job.name && outcome.overtaken.contains(run.subject) {
            run.progress.cancel(
                RunEnd.cancellation(by: "the job's next fire (overlap = cancel_running)", reason: nil))
            run.task.cancel()
        }
    }

    /// The subjects for which a fire may make a run now.
    private func admit(_ job: JobDefinition, _ subjects: [RunSubject]) async throws -> [RunSubject] {
        // Name servers are asked again and again; that a run is made says that there is something.
        if job.kind == .fetch { return subjects }
        let boot = site.bootUs()
        var admitted: [RunSubject] = []
        var early = 0
        var isStorm = false
        for subject in subjects {
            switch guards[job.name]?.fire(subject, bootUs: boot) ?? .go {
            case .go: admitted.append(subject)
            case .tooSoon: early += 1
            case .storm: isStorm = true
            }
        }
        if early > 0 {
            let least = DurationText.format(job.minimumInterval ?? .zero)
            try await tellSkip(job, .whole, "min_interval is \(least): the run before was made less than that ago")
        }
        if isStorm {
            try await tellStorm(job)
            try await tellSkip(job, .whole, "storm: the job has made too many runs by itself and is held back")
        }
        return admitted
    }

    /// An event for a fire that is skipped.
    func recordSkip(_ job: JobDefinition, _ subject: RunSubject, _ why: String) async throws {
        try await site.ledger.write { tx in
            try tx.append(kind: "job", subject: "\(job.name) \(subject)", to: "skipped", why: why)
        }
    }

    /// The same for what may come again and again: one event an hour.
    func tellSkip(_ job: JobDefinition, _ subject: RunSubject, _ why: String, rule: String? = nil) async throws {
        guard job.schedule != .none else { return }
        guard let text = skips[job.name, default: SkipTally()].skip(why, rule: rule, nowUs: site.now()) else { return }
        try await recordSkip(job, subject, text)
    }
}
