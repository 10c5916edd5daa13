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
