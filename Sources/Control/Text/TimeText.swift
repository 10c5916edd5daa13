import Foundation

/// Instants and spans as people read them.
public enum TimeText {
    /// `2026-03-01 02:15:04Z`; with microseconds cut off.
    public static func absolute(us: Int64) -> String {
        let seconds = us >= 0 ? us / 1_000_000 : (us - 999_999) / 1_000_000
        var time = time_t(seconds)
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil else { return String(us) }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(1900 + Int(parts.tm_year))-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }

    /// The two largest units of a span: `3d 4h`, `12m 5s`, `4.2s`, `250ms`.
    public static func duration(us: Int64) -> String {
        let span = us.magnitude
        if span < 1_000_000 { return "\(span / 1000)ms" }
        let seconds = span / 1_000_000
        if seconds < 10 { return "\(seconds).\(span % 1_000_000 / 100_000)s" }
        let parts: [(String, UInt64)] = [
            ("d", seconds / 86_400), ("h", seconds / 3600 % 24), ("m", seconds / 60 % 60), ("s", seconds % 60),
        ]
        return parts.drop { $0.1 == 0 }.prefix(2).filter { $0.1 > 0 }.map { "\($0.1)\($0.0)" }.joined(separator: " ")
    }

    /// `5m 2s ago`, `in 3h 20m`, `now`.
    public static func relative(us: Int64, nowUs: Int64) -> String {
        let difference = us - nowUs
        if difference.magnitude < 1_000_000 { return "now" }
        let span = duration(us: difference)
        return difference < 0 ? span + " ago" : "in " + span
    }
}
