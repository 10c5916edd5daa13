import Foundation

/// Maps the wall clock of a time zone to instants and back.
///
/// Wall-clock times are seconds since 1970-01-01 00:00 *on that clock*, as if it never changed. Instants are seconds
/// since the epoch. The zone is asked only for its offset at an instant, so that any change of offset is handled alike,
/// be it daylight saving or a country that moves over the date line.
struct LocalClock {
    let zone: TimeZone

    enum Reading: Hashable {
        /// The wall clock shows this time at the instant; the first one if it does so twice.
        case instant(Int64)
        /// The wall clock never shows this time: it jumps at `transition` from `from` to `to`.
        case gap(transition: Int64, from: Int64, to: Int64)
    }

    func offset(at instant: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant))))
    }

    func local(_ instant: Int64) -> Int64 { instant + offset(at: instant) }

    /// No zone was ever further than this from UTC.
    private static let widest: Int64 = 16 * 3600

    func reading(_ local: Int64) -> Reading {
        let early = local - LocalClock.widest
        let late = local + LocalClock.widest
        let before = offset(at: early)
        let after = offset(at: late)
        guard before != after else { return .instant(local - before) }
        let transition = transition(after: early, through: late, leaving: before)
        if local - before < transition { return .instant(local - before) }
        if local - after >= transition { return .instant(local - after) }
        return .gap(transition: transition, from: transition + before, to: transition + after)
    }

    /// The first instant in `(after, through]` whose offset is not `offset`; it must have changed at `through`.
    func transition(after: Int64, through: Int64, leaving offset: Int64) -> Int64 {
        var low = after
        var high = through
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self.offset(at: middle) == offset { low = middle } else { high = middle }
        }
        return high
    }
}

extension Date {
    /// Seconds since the epoch, rounded down; nil beyond the years that a calendar is used for.
    var wholeSecond: Int64? {
        let seconds = timeIntervalSince1970.rounded(.down)
        guard abs(seconds) < 1e11 else { return nil }
        return Int64(seconds)
    }

    /// Microseconds since the epoch, rounded to the nearest.
    var microseconds: Int64? {
        let value = (timeIntervalSince1970 * 1e6).rounded()
        guard abs(value) < 1e17 else { return nil }
        return Int64(value)
    }

    init(microseconds: Int64) { self.init(timeIntervalSince1970: TimeInterval(microseconds) / 1e6) }
}
