public import Foundation

/// The fires of the schedule that are not the job's: they are passed over, and that is told.
extension Timetable {
    /// Why the job would not fire at an instant, if its schedule did; nil: it would.
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
