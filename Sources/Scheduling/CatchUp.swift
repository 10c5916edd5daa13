public import Foundation

/// Which fires are made up for that passed while nobody looked: the daemon was down, or the host slept.
public enum CatchUp: String, Hashable, Sendable, CaseIterable {
    case none, last, all

    /// The runs to make for the fires in `(seen, now]`.
    ///
    /// - Parameters:
    ///   - seen: the latest nominal time that was dealt with; for a new job the time it was first known.
    ///   - window: fires older than this are never made up for.
    ///   - tolerance: a fire that is at most so old is on time, and made whatever the policy.
    ///   - limit: how many runs are made at most; the newest ones are.
    public func plan(
        _ schedule: Timetable, seen: Date, now: Date, window: Duration, tolerance: Duration = .seconds(60),
        limit: Int = 1000
    ) -> CatchUpPlan {
        precondition(limit > 0, "a plan may make at least one run")
        guard let newest = schedule.previousFire(before: now + 1e-6), newest > seen else { return CatchUpPlan() }
        switch self {
        case .none:
            let onTime = newest >= now - tolerance.timeInterval
            return CatchUpPlan(
                create: onTime ? [newest] : [],
                skipped: CatchUp.stretch(schedule, after: seen, before: onTime ? newest : now, reason: .notWanted))
        case .last:
            let isInside = newest >= now - Swift.max(window, tolerance).timeInterval
            return CatchUpPlan(
                create: isInside ? [newest] : [],
                skipped: CatchUp.stretch(
                    schedule, after: seen, before: isInside ? newest : now,
                    reason: isInside ? .onlyLast : .outsideWindow))
        case .all:
            return CatchUp.all(schedule, seen: seen, now: now, newest: newest, window: window, limit: limit)
        }
    }

    /// The same for a job whose schedule is all there is to know.
    public func plan(
        _ schedule: Schedule, seen: Date, now: Date, window: Duration, tolerance: Duration = .seconds(60),
        limit: Int = 1000
    ) -> CatchUpPlan {
        plan(Timetable(schedule), seen: seen, now: now, window: window, tolerance: tolerance, limit: limit)
    }

    private static func all(
        _ schedule: Timetable, seen: Date, now: Date, newest: Date, window: Duration, limit: Int
    ) -> CatchUpPlan {
        let oldest = now - window.timeInterval
        var create: [Date] = []
        var cursor = newest
        while create.count < limit, cursor > seen, cursor >= oldest {
            create.append(cursor)
            guard let earlier = schedule.previousFire(before: cursor) else { break }
            cursor = earlier
        }
        create.reverse()
        let end = create.first ?? now
        // What is left over is either too old or too much; both may be the case, the older part first.
        let border = Swift.max(seen, Swift.min(oldest, end))
        return CatchUpPlan(
            create: create,
            skipped: stretch(schedule, after: seen, before: border, reason: .outsideWindow)
                + stretch(schedule, after: Swift.max(seen, border - 1e-6), before: end, reason: .tooMany))
    }

    private static func stretch(
        _ schedule: Timetable, after start: Date, before end: Date, reason: SkippedFires.Reason
    ) -> [SkippedFires] {
        guard let first = schedule.nextFire(after: start), first < end,
            let last = schedule.previousFire(before: end), last >= first
        else { return [] }
        return [SkippedFires(first: first, last: last, reason: reason)]
    }
}

/// Which runs to make now, and which fires are passed over.
public struct CatchUpPlan: Hashable, Sendable {
    /// Nominal times, oldest first.
    public var create: [Date]
    public var skipped: [SkippedFires]

    public init(create: [Date] = [], skipped: [SkippedFires] = []) {
        self.create = create
        self.skipped = skipped
    }
}

/// A stretch of nominal times for which no run is made, and why.
public struct SkippedFires: Hashable, Sendable, CustomStringConvertible {
    public enum Reason: String, Hashable, Sendable {
        /// The job does not make up for missed fires.
        case notWanted = "catch_up is none"
        /// A later missed fire is run instead.
        case onlyLast = "catch_up is last"
        case outsideWindow = "older than catch_up_window"
        case tooMany = "more missed fires than can be caught up on at once"
        case excluded = "not_on excludes the day"
        case beforeStart = "before the job's start"
        case afterEnd = "after the job's end"
    }

    /// The first and the last nominal time that are skipped; between them all are. The last one is `distantFuture` when
    /// the stretch has no end.
    public var first: Date
    public var last: Date
    public var reason: Reason

    public init(first: Date, last: Date, reason: Reason) {
        self.first = first
        self.last = last
        self.reason = reason
    }

    /// `2026-12-25T02:15:00Z: not_on excludes the day`; a stretch with its first and last time.
    public var description: String {
        let begin = first.formatted(.iso8601)
        if last == first { return "\(begin): \(reason.rawValue)" }
        let end = last == .distantFuture ? "" : last.formatted(.iso8601)
        return "\(begin) … \(end): \(reason.rawValue)"
    }
}
