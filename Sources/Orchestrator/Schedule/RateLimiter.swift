import Foundation
import Jobs
import Model
import Scheduling

/// What keeps a job from making too many runs by itself: the least time between two of one subject, and the breaker. What
/// an operator asks for, and what the ledger says is left to do, does not come by here.
///
/// Times are microseconds since boot: somebody who sets the clock does not set these.
struct RateLimiter: Sendable {
    enum Verdict: Hashable, Sendable {
        case go
        /// The run before it was made less than the least interval ago; so much later it may be.
        case tooSoon(waitUs: Int64)
        case storm
    }

    let timetable: Timetable
    /// Fires that come further apart than a minute are worth a row for each.
    let isRare: Bool
    private(set) var breaker: CircuitBreaker
    /// What the job says; 0: it says nothing.
    private let spacingUs: Int64
    /// By subject: when the last run was made. What is older than the interval is forgotten.
    private var last: [RunSubject: Int64] = [:]
    /// Subjects whose follow-ups were held back by the breaker: one run stands for all of them, when it lets through again.
    private(set) var owed: Set<RunSubject> = []
    private var lookedUs: Int64?
    /// When a fire was last made that came late.
    private var madeUpUs: Int64?

    private static let mostSubjects = 10_000

    init(_ job: JobDefinition, timetable: Timetable, subjects: Int, now: Date) {
        self.timetable = timetable
        let gap = timetable.leastGap(now: now) ?? .seconds(60)
        isRare = job.schedule == .reboot || (job.schedule != .none && gap >= .seconds(60))
        spacingUs = (job.minimumInterval ?? .zero).wholeMicroseconds
        breaker = CircuitBreaker(
            job.stormLimit ?? StormLimit.derived(for: timetable, subjects: subjects, now: now))
    }

    /// Whether it would judge alike: then it goes on with what it has counted.
    func isSame(as other: RateLimiter) -> Bool {
        timetable == other.timetable && breaker.limit == other.breaker.limit && spacingUs == other.spacingUs
    }

    /// Knows what the guard of the same job knew before a reload has changed the job.
    mutating func takeOver(from before: RateLimiter) {
        last = before.last
        lookedUs = before.lookedUs
        madeUpUs = before.madeUpUs
    }

    /// A run of the subject was made at that time, by a daemon before this one.
    mutating func remember(_ subject: RunSubject, madeUs: Int64) {
        if spacingUs > 0, last.count < Self.mostSubjects { last[subject] = max(madeUs, last[subject] ?? .min) }
    }

    /// Whether a late fire that a clock has brought which was set forward may be made: one a minute stands for all that is
    /// left out, however often the clock is set.
    func allowsSetClock(bootUs: Int64) -> Bool { madeUpUs.map { bootUs - $0 >= 60_000_000 } ?? true }

    mutating func madeUp(bootUs: Int64) { madeUpUs = bootUs }

    /// Notes that the clock is looked at now. Gives how long nobody has; `nil`: this is the first time.
    mutating func looks(bootUs: Int64) -> Int64? {
        defer { lookedUs = bootUs }
        return lookedUs.map { bootUs - $0 }
    }

    /// Judges a fire for a subject; one that goes is counted.
    mutating func fire(_ subject: RunSubject, bootUs: Int64) -> Verdict {
        if let before = last[subject], bootUs - before < spacingUs {
            return .tooSoon(waitUs: spacingUs - (bootUs - before))
        }
        return admit(subject, bootUs: bootUs)
    }

    /// Judges a follow-up. One that comes too soon may be put off: then it is to be told (`putOff`).
    mutating func follow(_ subject: RunSubject, bootUs: Int64) -> Verdict {
        if let before = last[subject], before + spacingUs > bootUs {
            return .tooSoon(waitUs: before + spacingUs - bootUs)
        }
        return remembering(subject, admit(subject, bootUs: bootUs))
    }

    /// A follow-up is made for later.
    mutating func putOff(_ subject: RunSubject, waitUs: Int64, bootUs: Int64) -> Verdict {
        let verdict = remembering(subject, admit(subject, bootUs: bootUs))
        if verdict == .go { last[subject] = bootUs + waitUs }
        return verdict
    }

    /// A fire that was missed is made up for: gives how much later than now, so that the least interval is kept between
    /// those that are made up for, too.
    mutating func makeUp(_ subject: RunSubject, bootUs: Int64) -> Int64 {
        guard spacingUs > 0 else { return 0 }
        let at = max(bootUs, last[subject].map { $0 + spacingUs } ?? bootUs)
        if last[subject] != nil || last.count < Self.mostSubjects { last[subject] = at }
        return at - bootUs
    }

    private mutating func remembering(_ subject: RunSubject, _ verdict: Verdict) -> Verdict {
        if verdict == .storm, owed.count < Self.mostSubjects { owed.insert(subject) }
        return verdict
    }

    private mutating func admit(_ subject: RunSubject, bootUs: Int64) -> Verdict {
        guard breaker.admit(nowUs: bootUs) else { return .storm }
        if spacingUs > 0 {
            if last.count >= Self.mostSubjects { last = last.filter { bootUs - $0.value < spacingUs } }
            if last.count < Self.mostSubjects { last[subject] = bootUs }
        }
        return .go
    }

    /// Runs that could not be written down were not made.
    mutating func takeBack(_ subjects: [RunSubject]) {
        for subject in subjects { last[subject] = nil }
    }

    /// Lets time pass. Gives the breaker's state if it has become another one.
    mutating func look(bootUs: Int64) -> CircuitBreaker.State? { breaker.look(nowUs: bootUs) }

    /// What is owed is being made up for.
    mutating func settle() -> Set<RunSubject> {
        defer { owed = [] }
        return owed
    }
}
