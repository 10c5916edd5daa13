public import Foundation

/// What makes a job run by itself.
public enum Schedule: Hashable, Sendable {
    /// At the times of a cron expression on the wall clock of a zone.
    case cron(CronExpression, TimeZone)
    /// At multiples of an interval since 1970-01-01 00:00 UTC, moved by the phase.
    case every(Duration, phase: Duration = .zero)
    /// Once when the daemon starts.
    case reboot
    /// Only by events and by hand.
    case none

    /// The zone whose wall clock it goes by; nil when it goes by none.
    public var zone: TimeZone? {
        if case .cron(_, let zone) = self { zone } else { nil }
    }

    /// The first fire after an instant; nil when time does not fire it.
    public func nextFire(after date: Date) -> Date? {
        switch self {
        case .cron(let expression, let zone): expression.next(after: date, in: zone)
        case .every(let interval, let phase): Schedule.tick(interval, phase, date) { $0 + 1 }
        case .reboot, .none: nil
        }
    }

    /// The last fire before an instant; nil when time does not fire it.
    public func previousFire(before date: Date) -> Date? {
        switch self {
        case .cron(let expression, let zone): expression.previous(before: date, in: zone)
        case .every(let interval, let phase):
            Schedule.tick(interval, phase, Date(timeIntervalSince1970: date.timeIntervalSince1970 - 1e-6)) { $0 }
        case .reboot, .none: nil
        }
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

    private static func tick(
        _ interval: Duration, _ phase: Duration, _ date: Date, _ choose: (Int64) -> Int64
    ) -> Date? {
        let period = interval.wholeMicroseconds
        guard period > 0, let instant = date.microseconds else { return nil }
        let shift = phase.wholeMicroseconds % period
        return Date(microseconds: choose((instant - shift).floorDivided(by: period)) * period + shift)
    }
}
