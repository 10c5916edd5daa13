public import Foundation

/// Days and instants as people write them (RFC 3339): `2026-12-25`, `2026-12-25T06:00:00`, `2026-12-25T06:00:00+01:00`.
/// What has no offset is read on the clock of a zone.
public enum LocalInstantText {
    /// A day's begin, or an instant; and the begin of the day after it, if it was a day.
    public struct Reading: Hashable, Sendable {
        public let instant: Date
        public let endOfDay: Date?
    }

    private static let advice = "write 2026-12-25, 2026-12-25T06:00:00 or 2026-12-25T06:00:00+01:00"

    public static func parse(_ text: String, zone: TimeZone) throws(TextValueError) -> Reading {
        let failure = TextValueError(text: text, advice: advice)
        guard text.utf8.count >= 10, text.utf8.allSatisfy({ $0 < 128 }),
            case .date(let year, let month, let day)? = try? ExcludedDay(String(text.prefix(10)))
        else { throw failure }
        let clock = LocalClock(zone: zone)
        let midnight = CivilDate.number(year: year, month: month, day: day) * 86_400
        var rest = text.dropFirst(10)
        if rest.isEmpty {
            return Reading(instant: clock.first(midnight), endOfDay: clock.first(midnight + 86_400))
        }
        guard let mark = rest.popFirst(), mark == "T" || mark == "t" || mark == " " else { throw failure }
        let time = rest.prefix { $0.isNumber || $0 == ":" }
        rest = rest.dropFirst(time.count)
        guard let second = seconds(of: time, largest: 23) else { throw failure }
        let local = midnight + second
        if rest.isEmpty { return Reading(instant: clock.first(local), endOfDay: nil) }
        if rest == "Z" || rest == "z" { return Reading(instant: Date(seconds: local), endOfDay: nil) }
        guard let sign = rest.popFirst(), sign == "+" || sign == "-", rest.count == 5,
            let offset = seconds(of: rest, largest: 23)
        else { throw failure }
        return Reading(instant: Date(seconds: sign == "+" ? local - offset : local + offset), endOfDay: nil)
    }

    /// `hh:mm` or `hh:mm:ss`.
    private static func seconds(of text: Substring, largest: Int) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.utf8.count == 2 ? Int($0) : nil }
        guard numbers.count == parts.count, (2...3).contains(numbers.count), (0...largest).contains(numbers[0]),
            numbers.dropFirst().allSatisfy((0...59).contains)
        else { return nil }
        return Int64(numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0))
    }
}

extension LocalClock {
    /// The first instant at which the clock shows a time; where it never does, the first one after it.
    func first(_ local: Int64) -> Date {
        switch reading(local) {
        case .instant(let found): Date(seconds: found)
        case .gap(let transition, from: _, to: _): Date(seconds: transition)
        }
    }
}

extension Date {
    init(seconds: Int64) { self.init(timeIntervalSince1970: TimeInterval(seconds)) }
}
