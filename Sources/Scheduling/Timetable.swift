public import Foundation

/// When a job fires: its schedule, less the days that are excluded, between its bounds.
public struct Timetable: Hashable, Sendable {
    public let schedule: Schedule
    /// In which days are counted.
    public let zone: TimeZone
    public let excluded: ExcludedDays
    /// The first instant at which the job may fire; `nil`: always.
    public let start: Date?
    /// The first instant at which it does not any more; `nil`: never.
    public let end: Date?

    public init(
        _ schedule: Schedule, zone: TimeZone = .gmt, excluded: ExcludedDays = ExcludedDays(), start: Date? = nil,
        end: Date? = nil
    ) {
        self.schedule = schedule
        self.zone = zone
        self.excluded = excluded
        self.start = start
        self.end = end
    }

    /// Whether every fire of the schedule is one of the job's.
    public var isWhole: Bool { excluded.isEmpty && start == nil && end == nil }

    // No expression waits longer: with all days of the year excluded a search must come to an end.
    private static let horizon: TimeInterval = 50 * 366 * 86_400

    /// The first fire after an instant; nil when there is none, or none for fifty years.
    public func nextFire(after date: Date) -> Date? {
        var cursor = max(date, start.map { $0 - 1e-6 } ?? date)
        let last = cursor + Self.horizon
        while let fire = schedule.nextFire(after: cursor) {
            if let end, fire >= end { return nil }
            guard let free = endOfExclusion(around: fire) else { return fire }
            if free > last { return nil }
            cursor = free - 1e-6
        }
        return nil
    }

    /// The last fire before an instant; nil when there was none, or none for fifty years.
    public func previousFire(before date: Date) -> Date? {
        var cursor = min(date, end ?? date)
        let first = cursor - Self.horizon
        while let fire = schedule.previousFire(before: cursor) {
            if let start, fire < start { return nil }
            guard let free = beginOfExclusion(around: fire) else { return fire }
            if free < first { return nil }
            cursor = free
        }
        return nil
    }

    /// The fires in `(after, through]`, oldest first, at most `limit`.
    public func fires(after start: Date, through end: Date, limit: Int) -> [Date] {
        var found: [Date] = []
        var cursor = start
        while found.count < limit, let next = nextFire(after: cursor), next <= end {
            found.append(next)
            cursor = next
        }
        return found
    }

    /// Where the stretch of excluded time around an instant ends, or where the clock is set before that; nil when the
    /// day is not excluded. Between a change of offset and the next the local clock only goes forward, so that nothing
    /// is stepped over that the clock shows as another day.
    func endOfExclusion(around date: Date) -> Date? {
        guard !excluded.isEmpty, let instant = date.wholeSecond else { return nil }
        let clock = LocalClock(zone: zone)
        let offset = clock.offset(at: instant)
        let day = (instant + offset).floorDivided(by: 86_400)
        guard excluded.contains(day) else { return nil }
        let end = (day + 1) * 86_400 - offset
        if clock.offset(at: end - 1) == offset { return Date(seconds: end) }
        return Date(seconds: clock.transition(after: instant, through: end - 1, leaving: offset))
    }

    /// The same backwards: the first instant of the stretch.
    func beginOfExclusion(around date: Date) -> Date? {
        guard !excluded.isEmpty, let instant = date.wholeSecond else { return nil }
        let clock = LocalClock(zone: zone)
        let offset = clock.offset(at: instant)
        let day = (instant + offset).floorDivided(by: 86_400)
        guard excluded.contains(day) else { return nil }
        let begin = day * 86_400 - offset
        let before = clock.offset(at: begin)
        if before == offset { return Date(seconds: begin) }
        return Date(seconds: clock.transition(after: begin, through: instant, leaving: before))
    }
}

/// The fires of the schedule that are not the job's: they are passed over, and that is told.
extension Timetable {
    /// Why the job would not fire at an instant, if its schedule did; `nil`: it would.
    public func refusal(at date: Date) -> SkippedFires.Reason? {
        if let start, date < start { return .beforeStart }
        if let end, date >= end { return .afterEnd }
        return endOfExclusion(around: date) == nil ? nil : .excluded
    }

    /// The first stretch of refused fires whose first fire is after an instant: an excluded day, the time before the
    /// start, or all that comes after the end. Nil when there is none, or none among the next few hundred excluded days.
    public func nextRefused(after date: Date) -> SkippedFires? {
        if isWhole { return nil }
        if let start, date < start, let first = schedule.nextFire(after: date), first < start {
            let last = schedule.previousFire(before: start) ?? first
            return SkippedFires(first: first, last: max(first, last), reason: .beforeStart)
        }
        if let found = nextExcluded(after: date) { return found }
        guard let end, let first = schedule.nextFire(after: max(date, end - 1e-6)) else { return nil }
        return SkippedFires(first: first, last: .distantFuture, reason: .afterEnd)
    }

    private func nextExcluded(after date: Date) -> SkippedFires? {
        if excluded.isEmpty { return nil }
        let clock = LocalClock(zone: zone)
        var cursor = date
        for _ in 0..<400 {
            guard let instant = cursor.wholeSecond,
                let day = excluded.first(from: clock.local(instant).floorDivided(by: 86_400)),
                let fire = schedule.nextFire(after: max(cursor, clock.first(day * 86_400) - 1e-6))
            else { return nil }
            if let end, fire >= end { return nil }
            guard let free = endOfExclusion(around: fire) else {
                cursor = fire
                continue
            }
            let last = schedule.previousFire(before: min(free, end ?? free)) ?? fire
            return SkippedFires(first: fire, last: max(fire, last), reason: .excluded)
        }
        return nil
    }
}

extension Timetable {
    /// The least time between the next few fires; nil when fewer than two are to come.
    public func leastGap(now: Date) -> Duration? {
        let next = fires(after: now, through: .distantFuture, limit: 5)
        let least = zip(next, next.dropFirst()).map { $1.timeIntervalSince($0) }.min()
        return least.map { .microseconds(Int64($0 * 1e6)) }
    }
}
