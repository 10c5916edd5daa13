import Crypto
import DurableIO
import Foundation
import Jobs
import Ledger
import Model
import Scheduling

/// What time starts: when each job fires next, what was missed and is made up for, which fires are skipped, and which jobs
/// are paused.
///
/// It creates the runs of jobs that fire by the clock alone; of other jobs it says that they are due. Not `Sendable`: it
/// belongs to the scheduler's actor, and its methods run there.
final class JobScheduler {
    /// What a look at a job's timer has led to.
    enum Look: Sendable, Equatable {
        case nothing
        /// The ledger is to be asked what is left to do.
        case plan
        /// Name servers are to be asked for news.
        case ask(nominalUs: Int64)
        /// Runs were made. Those of the job that go on for these subjects are to be cancelled for it.
        case fired(overtaken: Set<RunSubject>)
    }

    private let ledger: Ledger
    let limits: RunLimits
    private let skips: SkipRecorder
    /// Microseconds since the epoch.
    private let now: @Sendable () -> Int64
    private var timers: [String: FireTimer] = [:]
    /// Until when jobs are paused, microseconds since the epoch; 0: until somebody resumes them.
    private(set) var pauses: [String: Int64] = [:]

    init(ledger: Ledger, limits: RunLimits, now: @escaping @Sendable () -> Int64) {
        self.ledger = ledger
        self.limits = limits
        self.now = now
        skips = SkipRecorder(ledger: ledger, now: now)
    }

    // MARK: - What others may know

    /// When each job fires next, microseconds since the epoch.
    var fires: [String: Int64] { timers.compactMapValues { timer in timer.next?.microseconds } }

    /// The first of them.
    var nextFireUs: Int64? { fires.values.min() }

    func isPaused(_ job: String) -> Bool {
        guard let until = pauses[job] else { return false }
        return until == 0 || until > now()
    }

    /// Jobs that are paused now.
    var pausedJobs: Set<String> { Set(pauses.keys.filter(isPaused)) }

    // MARK: - Pauses

    nonisolated(nonsending) func pause(_ job: String, untilUs: Int64?, who: String, reason: String?) async throws {
        try await ledger.write { tx in try tx.pause(job: job, who: who, reason: reason, untilUs: untilUs) }
        pauses[job] = untilUs ?? 0
    }

    nonisolated(nonsending) func resume(_ job: String, who: String, reason: String?) async throws {
        try await ledger.write { tx in try tx.resume(job: job, who: who, reason: reason) }
        pauses[job] = nil
    }

    // MARK: - Loading jobs

    /// Brings the ledger's list of jobs in line and computes the next fires. A job that is as it was keeps its timer: a
    /// reload is no reason to fire. A reload that throws has changed no timer.
    nonisolated(nonsending) func load(_ settings: Settings, isStart: Bool) async throws {
        let records = settings.jobs.jobs.map {
            JobRecord(
                name: $0.name, kind: $0.kind.rawValue, definitionSha256: Self.digest(of: $0), enabled: $0.isEnabled)
        }
        let (before, known) = try await ledger.write { tx in
            let before = try tx.view.jobs()
            try tx.syncJobs(records)
            return (before, try tx.view.jobs())
        }
        let prepared = try await limits.prepared(settings, isStart: isStart)
        // No `await` until all is swapped: a pass in between must not see half of it.
        limits.adopt(prepared)
        pauses = [:]
        for job in known where job.pausedReason != nil { pauses[job.name] = job.pausedUntilUs ?? 0 }
        let seen = known.reduce(into: [String: Date]()) { seen, job in
            guard let us = job.lastNominalUs, limits.isRare(job.name) else { return }
            seen[job.name] = Date(microseconds: us)
        }
        let old = isStart ? [:] : timers
        timers = settings.jobs.jobs.filter(\.isEnabled).reduce(into: [:]) { timers, job in
            timers[job.name] = timer(
                of: job, job.timetable(settings.configuration.calendars), before: old[job.name], last: seen[job.name],
                isStart: isStart)
        }
        skips.keep(Set(timers.keys))
        guard isStart else { return }
        // Of a job that was not there, or was disabled, nothing has been missed.
        let wasOn = Set(before.filter(\.enabled).map(\.name))
        for job in settings.jobs.jobs where job.isEnabled && wasOn.contains(job.name) {
            if let last = seen[job.name] { try await catchUp(job, last: last, settings) }
        }
    }

    private func timer(
        of job: JobDefinition, _ timetable: Timetable, before: FireTimer?, last: Date?, isStart: Bool
    ) -> FireTimer {
        if let before, before.timetable == timetable { return before }
        let date = Date(microseconds: now())
        // One that was due under the old schedule, and not yet looked at, is due.
        let owed = before?.next.flatMap { $0 <= date ? $0 : nil }
        let next = firstFire(of: job, timetable, isKnown: last != nil, now: date, isStart: isStart)
        return FireTimer(timetable, next: owed ?? next, now: date, seen: last)
    }

    private func firstFire(
        of job: JobDefinition, _ timetable: Timetable, isKnown: Bool, now: Date, isStart: Bool
    ) -> Date? {
        switch job.schedule {
        case .none: return nil
        case .reboot: return isStart && timetable.refusal(at: now) == nil ? now : nil
        case .every where !isKnown || (isStart && job.kind.traits.asksServers):
            // Nobody knows of a fire before: it begins now. So does a question, which costs nothing, with each start.
            return timetable.refusal(at: now) == nil ? now : timetable.nextFire(after: now)
        case .cron, .every: return timetable.nextFire(after: now)
        }
    }

    /// Decides what becomes of the fires that a job has missed while the daemon was down.
    private nonisolated(nonsending) func catchUp(_ job: JobDefinition, last: Date, _ settings: Settings) async throws {
        guard let timetable = timers[job.name]?.timetable else { return }
        switch job.schedule {
        case .none, .reboot: return
        case .every where job.kind.traits.asksServers: return
        case .cron, .every: break
        }
        let date = Date(microseconds: now())
        if last > date {
            try await skips.record(
                job, .whole,
                "the clock was set back, from \(last.formatted(.iso8601)) or later: runs missed before now are not known"
            )
            return try await rememberFires(of: job)
        }
        // What is not on time to the second was missed, however short the daemon was away.
        let plan = job.catchUp.plan(timetable, seen: last, now: date, window: job.catchUpWindow, tolerance: .zero)
        for stretch in plan.skipped { try await skips.record(job, .whole, "the daemon was down; \(stretch)") }
        if let missed = plan.create.last, isPaused(job.name) {
            try await skips.record(job, .whole, "the job is paused; \(missed.formatted(.iso8601)) was missed meanwhile")
        } else if job.catchUp == .all, job.kind.traits.fire == .makesRuns {
            // Kinds that ask the ledger do all that is left at once.
            try await makeUp(for: job, plan.create, settings)
        } else if let missed = plan.create.last {
            timers[job.name]?.putBack(missed)
            return
        }
        if plan != CatchUpPlan() { try await rememberFires(of: job) }
    }

    /// Creates a run for each fire that was missed, with the job's least interval between them.
    private nonisolated(nonsending) func makeUp(
        for job: JobDefinition, _ fires: [Date], _ settings: Settings
    ) async throws {
        let now = now()
        let subjects = settings.subjects(of: job)
        let runs = fires.flatMap { date in
            subjects.map { subject in
                NewRun(
                    job: job.name, kind: job.kind.rawValue, subject: subject, cause: .at(date.microseconds),
                    priority: Int64(job.priority), nominalUs: date.microseconds,
                    dueUs: now + limits.makeUp(job.name, subject))
            }
        }
        try await ledger.create(runs)
    }

    private static func digest(of job: JobDefinition) -> String {
        SHA256.hash(data: Data(String(describing: job).utf8)).hexadecimal
    }

    // MARK: - Fires

    /// Looks at a job's timer, and fires if it is due.
    nonisolated(nonsending) func look(at job: JobDefinition, _ settings: Settings) async throws -> Look {
        let date = Date(microseconds: now())
        let unwatchedUs = limits.looked(at: job.name)
        guard let due = timers[job.name]?.fire(now: date) else {
            try await passOver(job, date)
            return .nothing
        }
        do {
            var look = Look.nothing
            if isPaused(job.name) {
                try await skips.tell(job, .whole, "the job is paused")
            } else if job.kind.traits.asksServers {
                look = .ask(nominalUs: due.microseconds)
            } else if job.kind.traits.asksTheLedger {
                look = .plan
            } else {
                look = .fired(overtaken: try await fire(job, due: due, at: date, unwatchedUs: unwatchedUs, settings))
            }
            try await rememberFires(of: job)
            return look
        } catch {
            timers[job.name]?.putBack(due)
            throw error
        }
    }

    /// A fire that is looked at so much later than it was due was missed.
    private static let lateUs: Int64 = 60_000_000

    /// A fire on time makes its run. One that comes late, since the machine slept or nothing could be written, is one that
    /// was missed: `catch_up` decides on it, and on those after it.
    private nonisolated(nonsending) func fire(
        _ job: JobDefinition, due: Date, at date: Date, unwatchedUs: Int64?, _ settings: Settings
    ) async throws -> Set<RunSubject> {
        let subjects = settings.subjects(of: job)
        let lateUs = Int64(date.timeIntervalSince(due) * 1e6)
        guard lateUs > Self.lateUs, job.schedule != .reboot, let timetable = timers[job.name]?.timetable else {
            return try await fire(job, subjects: subjects, nominalUs: due.microseconds)
        }
        // Nobody has lived through what a clock that was set has left out: one run stands for it at the most.
        let isSet = unwatchedUs.map { $0 < lateUs - Self.lateUs } ?? false
        if isSet, !limits.allowsSetClock(job.name) {
            try await skips.tell(
                job, .whole,
                "the clock was set forward again within a minute: one run a minute replaces the missed ones")
            return []
        }
        limits.madeUp(job.name)
        let policy = isSet && job.catchUp == .all ? CatchUp.last : job.catchUp
        // One that is owed under a schedule that a reload has replaced stands alone.
        if policy != .none, timetable.previousFire(before: due + 1e-6) != due {
            return try await fire(job, subjects: subjects, nominalUs: due.microseconds)
        }
        let plan = policy.plan(timetable, seen: due - 1e-6, now: date, window: job.catchUpWindow)
        let why = isSet ? "the clock was set forward" : "the scheduler did not run"
        if limits.isRare(job.name) {
            for stretch in plan.skipped { try await skips.record(job, .whole, "\(why); \(stretch)") }
        }
        if policy == .all {
            try await makeUp(for: job, plan.create, settings)
            return []
        }
        var overtaken: Set<RunSubject> = []
        for nominal in plan.create {
            overtaken.formUnion(try await fire(job, subjects: subjects, nominalUs: nominal.microseconds))
        }
        return overtaken
    }

    /// Creates the runs of one fire. Where a run of the same subject has not ended, the job's `overlap` says what happens;
    /// a fire that is dropped is an event.
    ///
    /// - Returns: subjects whose runs that go on are to be cancelled for it.
    nonisolated(nonsending) func fire(
        _ job: JobDefinition, subjects: [RunSubject], nominalUs: Int64
    ) async throws -> Set<RunSubject> {
        let now = now()
        // What is made up for is due now; what comes a moment late was due when it was.
        let base = now - nominalUs < 60_000_000 ? nominalUs : now
        let jitter = Jitter.delay(job: job.name, nominal: Date(microseconds: nominalUs), longest: job.jitter)
        let dueUs = base + jitter.wholeMicroseconds
        let admitted = try await admit(job, subjects)
        if admitted.isEmpty { return [] }
        // Those of a rare job are told one by one, with the runs that are made.
        let isRare = limits.isRare(job.name) && !job.kind.traits.asksServers
        let outcome: FireOutcome
        do {
            outcome = try await ledger.write { tx in
                let outcome = try tx.fire(job, admitted, nominalUs: nominalUs, dueUs: dueUs)
                guard isRare else { return outcome }
                for skip in outcome.skipped {
                    try tx.append(kind: "job", subject: "\(job.name) \(skip.subject)", to: "skipped", why: skip.why)
                }
                return outcome
            }
        } catch {
            limits.takeBack(job.name, admitted)
            throw error
        }
        if !isRare, !job.kind.traits.asksServers {
            for skip in outcome.skipped { try await skips.tell(job, skip.subject, skip.why, rule: skip.rule) }
        }
        return Set(outcome.overtaken)
    }

    /// The subjects for which a fire may make a run now.
    private nonisolated(nonsending) func admit(_ job: JobDefinition, _ subjects: [RunSubject]) async throws
        -> [RunSubject]
    {
        let admission = limits.admit(job, subjects)
        if admission.early > 0 {
            let least = DurationText.format(job.minimumInterval ?? .zero)
            try await skips.tell(
                job, .whole, "min_interval is \(least): the previous run was created less than that ago")
        }
        if admission.isStorm {
            try await limits.tellStorm(job)
            try await skips.tell(job, .whole, "storm: the job has created too many runs by itself and is held back")
        }
        return admission.subjects
    }

    /// Writes down until when the job's fires have been dealt with: what was passed over once is not made up for later.
    private nonisolated(nonsending) func rememberFires(of job: JobDefinition) async throws {
        guard limits.isRare(job.name) else { return }
        let (name, now, next) = (job.name, now(), timers[job.name]?.next?.microseconds)
        try await ledger.write { tx in try tx.recordFire(job: name, nominalUs: now, nextDueUs: next) }
    }

    /// Tells of fires that are not the job's: a day that is excluded, or what is outside its bounds.
    private nonisolated(nonsending) func passOver(_ job: JobDefinition, _ date: Date) async throws {
        guard let refused = timers[job.name]?.passOver(now: date) else { return }
        do { try await skips.record(job, .whole, "\(refused)") } catch {
            timers[job.name]?.putBack(refused)
            throw error
        }
    }
}

extension Date {
    /// - Parameter microseconds: since the epoch.
    fileprivate init(microseconds: Int64) { self.init(timeIntervalSince1970: Double(microseconds) / 1e6) }

    /// Since the epoch.
    fileprivate var microseconds: Int64 { Int64(timeIntervalSince1970 * 1e6) }
}
