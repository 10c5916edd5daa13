import Foundation
import Jobs
import Ledger
import Logging
import Model
import Reconciliation
import Scheduling

/// Keeps jobs from making more runs by themselves than anybody can have meant: a rate limiter with a circuit breaker for
/// each job.
///
/// Not `Sendable`: it belongs to the scheduler's actor, and its methods run there.
final class RunLimits {
    /// What a fire may make.
    struct Admission: Sendable, Equatable {
        var subjects: [RunSubject] = []
        /// Subjects whose run before was made less than the job's least interval ago.
        var early = 0
        /// The breaker holds the job back.
        var isStorm = false
    }

    private let ledger: Ledger
    private let logger: Logger
    private let now: @Sendable () -> Int64
    private let bootUs: @Sendable () -> Int64
    private var limiters: [String: RateLimiter] = [:]
    /// Jobs that are held back since they made too many, with what is to be said of them.
    private var storms: [String: String] = [:]

    /// - Parameters:
    ///   - now: microseconds since the epoch.
    ///   - bootUs: microseconds since boot.
    init(ledger: Ledger, logger: Logger, now: @escaping @Sendable () -> Int64, bootUs: @escaping @Sendable () -> Int64)
    {
        self.ledger = ledger
        self.logger = logger
        self.now = now
        self.bootUs = bootUs
    }

    /// Limiters for these settings that know what was made before them: by this daemon, or by the one before. Nothing is
    /// changed until they are adopted.
    nonisolated(nonsending) func prepared(
        _ settings: Settings, isStart: Bool
    ) async throws -> [String: RateLimiter] {
        let date = Date(timeIntervalSince1970: Double(now()) / 1e6)
        var next: [String: RateLimiter] = [:]
        for job in settings.jobs.jobs where job.isEnabled {
            let timetable = job.timetable(settings.configuration.calendars)
            let limiter = RateLimiter(
                job, timetable: timetable, subjects: settings.subjects(of: job).count, now: date)
            next[job.name] = try await seeded(limiter, of: job, before: isStart ? nil : limiters[job.name])
        }
        return next
    }

    func adopt(_ prepared: [String: RateLimiter]) {
        // What was counted while they were prepared counts.
        limiters = prepared.merging(limiters.filter { prepared[$0.key]?.isSame(as: $0.value) == true }) { $1 }
    }

    private nonisolated(nonsending) func seeded(
        _ limiter: RateLimiter, of job: JobDefinition, before: RateLimiter?
    ) async throws -> RateLimiter {
        var limiter = limiter
        if let before {
            if before.isSame(as: limiter) { return before }
            limiter.takeOver(from: before)
        }
        guard let least = job.minimumInterval?.wholeMicroseconds, least > 0 else { return limiter }
        let (name, now, boot) = (job.name, now(), bootUs())
        let runs = try await ledger.read { try $0.runs(job: name, limit: 1000) }
        for run in runs where run.requestedBy == nil && run.dueUs <= now && now - run.dueUs < least {
            limiter.remember(run.subject, madeUs: boot - (now - run.dueUs))
        }
        return limiter
    }

    /// Whether the job's fires come further apart than a minute, so that each is worth a row.
    func isRare(_ job: String) -> Bool { limiters[job]?.isRare == true }

    /// The job's timer is looked at now.
    ///
    /// - Returns: how long nobody has looked, in microseconds; `nil`: this is the first time.
    func looked(at job: String) -> Int64? { limiters[job]?.looks(bootUs: bootUs()) }

    /// Whether a late fire that a clock has brought which was set forward may be made.
    func allowsSetClock(_ job: String) -> Bool { limiters[job]?.allowsSetClock(bootUs: bootUs()) ?? true }

    /// A fire that comes late is made.
    func madeUp(_ job: String) { limiters[job]?.madeUp(bootUs: bootUs()) }

    /// A fire that was missed is made up for.
    ///
    /// - Returns: how much later than now, in microseconds, so that the least interval is kept.
    func makeUp(_ job: String, _ subject: RunSubject) -> Int64 {
        limiters[job]?.makeUp(subject, bootUs: bootUs()) ?? 0
    }

    /// The subjects for which a fire may make a run now; they count as made.
    func admit(_ job: JobDefinition, _ subjects: [RunSubject]) -> Admission {
        // Name servers are asked again and again; that a run is made says that there is something.
        if job.kind.traits.asksServers { return Admission(subjects: subjects) }
        let boot = bootUs()
        var admission = Admission()
        for subject in subjects {
            switch limiters[job.name]?.fire(subject, bootUs: boot) ?? .go {
            case .go: admission.subjects.append(subject)
            case .tooSoon: admission.early += 1
            case .storm: admission.isStorm = true
            }
        }
        return admission
    }

    /// Runs that could not be written down were not made.
    func takeBack(_ job: String, _ subjects: [RunSubject]) { limiters[job]?.takeBack(subjects) }

    /// The runs that follow on something, and that may be made: a job's least interval puts them off, its breaker holds
    /// them back.
    nonisolated(nonsending) func admit(dependents plans: [NewRun], _ jobs: JobSet) async throws -> [NewRun] {
        let boot = bootUs()
        var admitted: [NewRun] = []
        var stormy: Set<String> = []
        for var plan in plans {
            var verdict = limiters[plan.job]?.follow(plan.subject, bootUs: boot) ?? .go
            if case .tooSoon(let wait) = verdict {
                let (job, subject) = (plan.job, plan.subject)
                // One that waits already will find what this one would.
                if try await ledger.read({ try $0.hasWaitingRun(job: job, subject: subject) }) { continue }
                verdict = limiters[job]?.putOff(subject, waitUs: wait, bootUs: boot) ?? .go
                plan.dueUs += wait
            }
            if verdict == .storm { stormy.insert(plan.job) } else { admitted.append(plan) }
        }
        for name in stormy.sorted() { if let job = jobs[name] { try await tellStorm(job) } }
        return admitted
    }

    /// Says once that a job is held back.
    nonisolated(nonsending) func tellStorm(_ job: JobDefinition) async throws {
        guard let breaker = limiters[job.name]?.breaker, breaker.state == .open, storms[job.name] == nil else { return }
        let limit = "\(breaker.limit.runs) runs in \(DurationText.format(breaker.limit.window))"
        storms[job.name] =
            "the job \(job.name) has created more than \(limit) by itself and is held back for a while: check its schedule, "
            + "the jobs it follows, and the clock; runs that you ask for still start"
        logger.error(
            "a job creates too many runs and is held back", metadata: ["job": "\(job.name)", "limit": "\(limit)"])
        try await ledger.write { tx in
            try tx.append(kind: "job", subject: job.name, to: "storm", why: "more than \(limit) by itself")
        }
    }

    /// Lets time pass for the jobs that are held back.
    nonisolated(nonsending) func watchStorms(_ jobs: JobSet) async throws {
        if storms.isEmpty { return }
        let boot = bootUs()
        for name in storms.keys.sorted() {
            guard let job = jobs[name] else {
                storms[name] = nil
                continue
            }
            let state = limiters[name]?.look(bootUs: boot)
            if state == .trying || state == .closed { try await makeUpForStorm(job) }
            guard limiters[name]?.breaker.state ?? .closed == .closed else { continue }
            storms[name] = nil
            logger.notice("a job is no longer held back", metadata: ["job": "\(name)"])
            try await ledger.write { tx in
                try tx.append(kind: "job", subject: name, to: "calm", why: "it is no longer held back")
            }
        }
    }

    /// One run for each subject whose follow-ups were held back.
    private nonisolated(nonsending) func makeUpForStorm(_ job: JobDefinition) async throws {
        let now = now()
        let owed = limiters[job.name]?.settle() ?? []
        try await ledger.create(
            owed.sorted().map { subject in
                NewRun(
                    job: job.name, kind: job.kind.rawValue, subject: subject, cause: .storm(now),
                    priority: Int64(job.priority), nominalUs: now, dueUs: now,
                    reason: "replaces the runs that were held back")
            })
    }

    var problems: [CheckProblem] {
        storms.sorted { $0.key < $1.key }.map { CheckProblem(.storm, $0.value) }
    }
}

extension Ledger {
    /// Creates planned runs in one transaction.
    func create(_ plans: [NewRun]) async throws {
        guard !plans.isEmpty else { return }
        try await write { tx in for plan in plans { _ = try tx.createRun(plan) } }
    }
}
