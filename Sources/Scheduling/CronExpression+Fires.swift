public import Foundation

extension CronExpression {
    /// The first fire after an instant; nil for `@reboot`.
    public func next(after date: Date, in zone: TimeZone) -> Date? {
        guard !isReboot, let instant = date.wholeSecond else { return nil }
        let clock = LocalClock(zone: zone)
        let found =
            goesByElapsedTime ? nextElapsed(after: instant, clock: clock) : nextFixed(after: instant, clock: clock)
        return found.map { Date(timeIntervalSince1970: TimeInterval($0)) }
    }

    /// The last fire before an instant; nil for `@reboot`, and when there was none for fifty years.
    public func previous(before date: Date, in zone: TimeZone) -> Date? {
        guard !isReboot, let floor = date.wholeSecond else { return nil }
        // A fire at the whole second is before an instant that has a fraction.
        let end = date.timeIntervalSince1970 > TimeInterval(floor) ? floor + 1 : floor
        func fires(since start: Int64) -> Bool {
            guard let next = next(after: Date(timeIntervalSince1970: TimeInterval(start - 1)), in: zone) else {
                return false
            }
            return next.timeIntervalSince1970 < TimeInterval(end)
        }
        // Widen until there is a fire inside, then halve: the last fire is the latest start that still has one.
        var width: Int64 = 60
        while !fires(since: end - width) {
            width *= 4
            if width > 50 * 366 * 86_400 { return nil }
        }
        var low = end - width
        var high = end
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if fires(since: middle) { low = middle } else { high = middle }
        }
        return Date(timeIntervalSince1970: TimeInterval(low))
    }

    /// Once for each matching local time: moved out of gaps, and at the first occurrence in overlaps.
    private func nextFixed(after instant: Int64, clock: LocalClock) -> Int64? {
        var from = clock.local(instant) + 1
        while let local = match(from: from) {
            from = local + 1
            switch clock.reading(local) {
            case .instant(let found):
                if found > instant { return found }
            case .gap(let transition, let start, let end):
                let midnight = local.floorDivided(by: 86_400) * 86_400
                if start <= midnight, end >= midnight + 86_400 {
                    // This zone has no such day.
                    from = midnight + 86_400
                } else if transition > instant {
                    return transition
                }
            }
        }
        return nil
    }

    /// At each instant at which the wall clock shows a matching time.
    private func nextElapsed(after instant: Int64, clock: LocalClock) -> Int64? {
        var start = instant + 1
        while true {
            let offset = clock.offset(at: start)
            guard let local = match(from: start + offset) else { return nil }
            let found = local - offset
            if found - start > 2 * 86_400 {
                // Nothing in between matches on any clock; come close before offsets are compared.
                start = found - 36 * 3600
            } else if clock.offset(at: found) == offset {
                return found
            } else {
                start = clock.transition(after: start, through: found, leaving: offset)
            }
        }
    }
}
