import ArgumentParser
import Foundation
import Model
import Scheduling

/// A time to come, as operators write it: `2h`, `1d12h`, `06:00` (the next one, local time), or an instant (ISO 8601,
/// `2026-03-01T12:00:00Z`).
enum InstantText {
    /// Microseconds since the epoch.
    static func parse(_ text: String, nowUs: Int64, zone: TimeZone = .current) throws -> Int64 {
        if let duration = try? DurationText.parse(text) {
            let parts = duration.components
            return nowUs + parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
        }
        if let time = next(text, nowUs: nowUs, zone: zone) { return time }
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw ValidationError(
                "\(text): expected a span such as 2h, a time of day such as 06:00, or a time such as "
                    + "2026-03-01T12:00:00Z")
        }
        return Int64((date.timeIntervalSince1970 * 1_000_000).rounded())
    }

    /// The next time at which clocks of the zone show `HH:MM`.
    private static func next(_ text: String, nowUs: Int64, zone: TimeZone) -> Int64? {
        guard let match = text.wholeMatch(of: /([0-9]{1,2}):([0-9]{2})/), let hour = Int(match.output.1),
            let minute = Int(match.output.2), hour < 24, minute < 60
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let now = Date(timeIntervalSince1970: Double(nowUs) / 1e6)
        return calendar.nextDate(
            after: now, matching: DateComponents(hour: hour, minute: minute), matchingPolicy: .nextTime
        ).map { Int64(($0.timeIntervalSince1970 * 1e6).rounded()) }
    }
}

/// A day as operators write it: ISO 8601, `2026-03-01`.
enum DayText {
    static func check(_ text: String?, _ option: String) throws {
        if let text, Day(text) == nil { throw ValidationError("\(option) \(text): expected a day such as 2026-03-01") }
    }
}
