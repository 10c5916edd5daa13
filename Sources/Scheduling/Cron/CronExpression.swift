public import Foundation

/// When something is to run, in the notation of cron.
///
/// Five fields (minute, hour, day of month, month, day of week), or six with seconds first, or one of `@hourly`,
/// `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`, `@annually`, `@reboot`. A field is a list of values, ranges
/// (`1-5`) and steps (`*/15`, `8-18/2`); months and days of the week have names; Sunday is 0 and 7. The day of the month
/// also knows `L` (last), `L-3`, `15W` (nearest weekday) and `LW`; the day of the week `5L` (last Friday) and `MON#2`
/// (second Monday). `?` is `*`.
///
/// Refused are expressions that restrict both kinds of day, since programs disagree on their meaning, and dates that
/// never come.
public struct CronExpression: Hashable, Sendable, CustomStringConvertible {
    /// The expression as written, without surrounding blanks.
    public let description: String
    /// `@reboot`: fires when the daemon starts, never by time.
    public let isReboot: Bool

    let seconds: BitSet
    let minutes: BitSet
    let hours: BitSet
    let dayOfMonth: DayOfMonthRule
    let months: BitSet
    let dayOfWeek: DayOfWeekRule

    /// Reads an expression.
    public init(_ text: String) throws(CronError) {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        let shown = words.joined(separator: " ")
        guard let head = words.first else { throw CronError(expression: text, field: nil, text: text, reason: .empty) }
        var fields = words
        if head.hasPrefix("@") {
            guard words.count == 1, let expansion = CronExpression.aliases[head.lowercased()] else {
                throw CronError(expression: shown, field: nil, text: shown, reason: .unknownAlias)
            }
            fields = expansion.split(separator: " ").map(String.init)
        }
        if fields.count == 5 { fields.insert("0", at: 0) }
        guard fields.count == 6 else {
            throw CronError(expression: shown, field: nil, text: shown, reason: .fieldCount(words.count))
        }
        let parser = CronFieldParser(expression: shown)
        description = shown
        isReboot = head.lowercased() == "@reboot"
        seconds = try parser.values(fields[0], of: .second)
        minutes = try parser.values(fields[1], of: .minute)
        hours = try parser.values(fields[2], of: .hour)
        dayOfMonth = try parser.dayOfMonth(fields[3])
        months = try parser.values(fields[4], of: .month)
        dayOfWeek = try parser.dayOfWeek(fields[5])
        if !dayOfMonth.isAny, !dayOfWeek.isAny {
            throw CronError(
                expression: shown, field: nil, text: "\(fields[3]) … \(fields[5])", reason: .ambiguousDays)
        }
        // February counts with its leap day: an expression that fires only every fourth year is meant so.
        let rule = dayOfMonth
        let selected = months
        let isPossible = (1...12).contains {
            selected.contains($0) && rule.isPossible(inMonthOfLength: CivilDate.length(year: 2000, month: $0))
        }
        if !isPossible {
            throw CronError(expression: shown, field: .dayOfMonth, text: fields[3], reason: .impossibleDate)
        }
    }

    // `@reboot` has fields as every other one, so that it needs no optional ones; they are not looked at.
    private static let aliases: [String: String] = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@reboot": "0 0 1 1 *",
    ]

    /// Whether fires go by elapsed time instead of once per local time: see the essay of this module.
    public var goesByElapsedTime: Bool {
        if hours == CronField.hour.full { return true }
        guard minutes.count * seconds.count > 1 else { return false }
        return (0...23).allSatisfy {
            !hours.contains($0) || hours.contains(($0 + 1) % 24) || hours.contains(($0 + 23) % 24)
        }
    }
}

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

extension CronExpression {
    /// The longest wait between two fires: 29 February on a given weekday over a century without a leap day.
    private static let horizonDays: Int64 = 50 * 366

    /// The first wall-clock time that matches and is not before `local` (seconds on that clock).
    func match(from local: Int64) -> Int64? {
        var number = local.floorDivided(by: 86_400)
        let last = number + CronExpression.horizonDays
        var secondOfDay = Int(local - number * 86_400)
        while number <= last {
            let date = CivilDate(number: number)
            guard months.contains(date.month) else {
                number = date.firstOfNextMonth.number
                secondOfDay = 0
                continue
            }
            if dayOfMonth.matches(date), dayOfWeek.matches(date), let found = timeOfDay(from: secondOfDay) {
                return number * 86_400 + Int64(found)
            }
            number += 1
            secondOfDay = 0
        }
        return nil
    }

    /// The first second of a day that matches and is not before `second`.
    private func timeOfDay(from second: Int) -> Int? {
        var hour = second / 3600
        var minute = second / 60 % 60
        var rest = second % 60
        while let h = hours.first(from: hour) {
            if h > hour { (minute, rest) = (0, 0) }
            while let m = minutes.first(from: minute) {
                if m > minute { rest = 0 }
                if let s = seconds.first(from: rest) { return h * 3600 + m * 60 + s }
                (minute, rest) = (m + 1, 0)
            }
            (hour, minute, rest) = (h + 1, 0, 0)
        }
        return nil
    }
}
