import SharedInputs
import Foundation
import Scheduling

/// Schedules on a clock that jumps to 1970, to 2036 and back, with a daemon that is away for days.
///
/// The machines under test are `FireTimer`, `CatchUp`, `Overlap` and `Jitter`; what is expected is arithmetic on whole
/// periods (`Period`).
struct ScheduleWorld {
    struct Job {
        var name: String
        var schedule: Schedule
        var period: Period
        var policy: CatchUp
        var overlap: Overlap
        var timer: FireTimer?
        /// The ledger's memory: until when fires have been dealt with.
        var seen: Int64
        var lastFired: Int64?
        var running = 0
        var waiting = 0
    }

    static let window: Int64 = 2 * 86_400
    static let limit = 20
    static let tolerance: Int64 = 60

    private(set) var violation: String?
    private var jobs: [Job] = []
    /// What a right clock shows; seconds since the epoch.
    private var rightNow: Int64 = 1_790_000_000
    private var now: Int64 = 1_790_000_000

    init() {
        for policy in CatchUp.allCases {
            for (seconds, phase) in [(Int64(300), Int64(0)), (3600, 17), (86_400, 12_600)] {
                add(.every(.seconds(seconds), phase: .seconds(phase)), Period(seconds: seconds, phase: phase), policy)
            }
        }
        for (text, seconds, phase) in [("*/15 * * * *", Int64(900), Int64(0)), ("30 3 * * *", 86_400, 12_600)] {
            guard let cron = try? CronExpression(text) else { preconditionFailure("\(text) is no cron expression") }
            add(.cron(cron, .gmt), Period(seconds: seconds, phase: phase), .last)
        }
    }

    private mutating func add(_ schedule: Schedule, _ period: Period, _ policy: CatchUp) {
        let overlap = Overlap.allCases[jobs.count % 3]
        jobs.append(
            Job(
                name: "job \(jobs.count)", schedule: schedule, period: period, policy: policy, overlap: overlap,
                seen: now))
        jobs[jobs.count - 1].timer = timer(schedule)
    }

    private func date(_ seconds: Int64) -> Date { Date(timeIntervalSince1970: TimeInterval(seconds)) }

    private func timer(_ schedule: Schedule) -> FireTimer {
        FireTimer(schedule, next: schedule.nextFire(after: date(now)), now: date(now))
    }

    private mutating func report(_ message: String) {
        if violation == nil { violation = message + ", clock at \(now)" }
    }

    mutating func step(_ random: inout SplitMix) {
        if random.next() % 64 == 0 { jump(&random) }
        let passed = Int64(random.next() % 400)
        (now, rightNow) = (now + passed, rightNow + passed)
        tick(Int.random(in: jobs.indices, using: &random))
        end(Int.random(in: jobs.indices, using: &random), &random)
    }

    /// The clock shows something else from one moment to the next.
    private mutating func jump(_ random: inout SplitMix) {
        let target: Int64 =
            switch random.next() % 6 {
            case 0: 3 * 86_400
            case 1: 2_082_758_400
            case 2: now + Int64(random.next() % 100_000)
            case 3: now - Int64(random.next() % 100_000)
            default: rightNow
            }
        for index in jobs.indices where target < now { jobs[index].lastFired = nil }
        now = max(0, target)
    }

    private mutating func tick(_ index: Int) {
        guard var timer = jobs[index].timer else { return }
        let (period, planned) = (jobs[index].period, timer.next)
        let fired = timer.fire(now: date(now)).map { Int64($0.timeIntervalSince1970) }
        jobs[index].timer = timer
        let next = timer.next.map { Int64($0.timeIntervalSince1970) }
        // However the clock has jumped: a job that was looked at now is silent for less than a period.
        if next != period.next(after: now) { report("\(jobs[index].name): next fire is \(String(describing: next))") }
        guard let fired else {
            if (planned ?? .distantPast) <= date(now) {
                report("\(jobs[index].name): a fire that was due did not come")
            }
            return
        }
        if fired > now || !period.contains(fired) { report("\(jobs[index].name): fired for \(fired)") }
        if let last = jobs[index].lastFired {
            if fired <= last { report("\(jobs[index].name): fired for \(last) and then for \(fired)") }
        }
        jobs[index].lastFired = fired
        jobs[index].seen = now
        begin(index, nominal: fired)
    }

    /// A daemon starts, after an hour or after days, with a right clock or a wrong one.
    mutating func restart(_ random: inout SplitMix) {
        let away = Int64(random.next() % (4 * 86_400))
        (now, rightNow) = (now + away, rightNow + away)
        if random.next() % 4 == 0 { jump(&random) }
        for index in jobs.indices {
            (jobs[index].running, jobs[index].waiting) = (0, 0)
            jobs[index].timer = timer(jobs[index].schedule)
            // Cron expressions are searched and not counted; a few are enough.
            if case .cron = jobs[index].schedule, random.next() % 16 > 0 { continue }
            catchUp(index)
        }
    }

    private mutating func catchUp(_ index: Int) {
        let job = jobs[index]
        let plan = job.policy.plan(
            job.schedule, seen: date(job.seen), now: date(now), window: .seconds(Self.window),
            tolerance: .seconds(Self.tolerance), limit: Self.limit)
        let made = plan.create.map { Int64($0.timeIntervalSince1970) }
        let wanted = job.period.wanted(policy: job.policy, seen: job.seen, now: now)
        if made != wanted { report("\(job.name), \(job.policy), seen \(job.seen): made up for \(made), not \(wanted)") }
        // Every fire is made or told, once, in order.
        var cursor = job.seen
        let told = plan.skipped.map { (Int64($0.first.timeIntervalSince1970), Int64($0.last.timeIntervalSince1970)) }
        for (first, last) in told + made.map({ ($0, $0) }) {
            if first != job.period.next(after: cursor) { report("\(job.name): \(first) follows \(cursor)") }
            cursor = last
        }
        if cursor < now, job.period.next(after: cursor) <= now { report("\(job.name): nothing told after \(cursor)") }
        guard let newest = made.last else { return }
        jobs[index].lastFired = newest
        jobs[index].seen = now
    }
}

extension ScheduleWorld {
    /// A fire meets what still runs.
    private mutating func begin(_ index: Int, nominal: Int64) {
        let job = jobs[index]
        let concurrency = index % 2 + 1
        let decision = job.overlap.decision(running: job.running, waiting: job.waiting, concurrency: concurrency)
        let isFree = job.running < concurrency && job.waiting == 0
        if (decision == .start) != isFree { report("\(job.overlap) with \(job.running) running: \(decision)") }
        switch decision {
        case .start: jobs[index].running += 1
        case .wait: jobs[index].waiting += 1
        case .cancelRunning: (jobs[index].running, jobs[index].waiting) = (1, 0)
        case .skip: if job.overlap == .cancelRunning { report("a fire that cancels was skipped") }
        }
        if jobs[index].waiting > 1 || jobs[index].running > concurrency { report("too many runs of \(job.name)") }
        let longest = Duration.seconds(30)
        let delay = Jitter.delay(job: job.name, nominal: date(nominal), longest: longest)
        if delay < .zero || delay >= longest { report("jitter of \(delay)") }
    }

    /// A run ends; one that waits takes its place.
    private mutating func end(_ index: Int, _ random: inout SplitMix) {
        guard jobs[index].running > 0, random.next() % 4 == 0 else { return }
        jobs[index].running -= 1
        if jobs[index].waiting > 0 {
            jobs[index].waiting -= 1
            jobs[index].running += 1
        }
    }
}
