import Foundation

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
