/// Why a text is not a cron expression.
public struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The whole expression as written.
    public let expression: String
    /// The field that is wrong; nil when the expression as a whole is.
    public let field: CronField?
    /// The part that is wrong, as written.
    public let text: String
    public let reason: Reason

    public init(expression: String, field: CronField?, text: String, reason: Reason) {
        self.expression = expression
        self.field = field
        self.text = text
        self.reason = reason
    }

    public enum Reason: Hashable, Sendable {
        case empty
        case fieldCount(Int)
        case unknownAlias
        case notAValue
        case outOfRange(ClosedRange<Int>)
        case reversedRange
        case badStep(largest: Int)
        case misplaced(String)
        case ambiguousDays
        case impossibleDate
    }

    public var description: String {
        let place = field.map { "\($0.description) '\(text)'" } ?? "'\(text)'"
        return "cron expression '\(expression)': \(place) \(explanation)"
    }
}

/// What to write instead. A correction that is named is always an expression, or an interval, that can be read.
extension CronError {
    /// The whole expression as it was probably meant.
    public var correction: String? {
        if let part = replacement, let field {
            var words = expression.split(separator: " ").map(String.init)
            let order: [CronField] = [.second, .minute, .hour, .dayOfMonth, .month, .dayOfWeek]
            guard let place = order.firstIndex(of: field).map({ words.count == 5 ? $0 - 1 : $0 }),
                words.indices.contains(place)
            else { return nil }
            var items = words[place].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard let item = items.firstIndex(where: { $0.uppercased() == text.uppercased() }) else { return nil }
            if part.isEmpty { items.remove(at: item) } else { items[item] = part }
            words[place] = items.joined(separator: ",")
            return readable(words.joined(separator: " "))
        }
        switch reason {
        case .fieldCount(1): return readable("@" + text.lowercased()) ?? timeOfDay
        case .fieldCount(7): return readable(expression.split(separator: " ").dropLast().joined(separator: " "))
        case .unknownAlias: return Self.aliases[text.lowercased()]
        default: return nil
        }
    }

    /// What `every` takes, where an interval was meant that cron cannot say.
    public var interval: String? {
        switch reason {
        case .fieldCount(1): return Self.interval(text)
        case .unknownAlias:
            let words = text.split(separator: " ")
            return words.count == 2 && words[0].lowercased() == "@every" ? Self.interval(String(words[1])) : nil
        case .badStep(let largest):
            guard let step, let unit, step > largest else { return nil }
            return Self.interval("\(step)\(unit)")
        default: return nil
        }
    }

    var explanation: String {
        switch reason {
        case .empty: return "is empty: write five fields (\(Self.fields))"
        case .fieldCount(let count):
            let what = "has \(count) field\(count == 1 ? "" : "s"): "
            if let interval { return what + "for an interval write every = \"\(interval)\" instead of a schedule" }
            if let correction, count == 1 { return what + "did you mean '\(correction)'?" }
            let year = count == 7 ? "; there is none for a year: use 'start' and 'end'" : ""
            return what + "write five (\(Self.fields)), or six with seconds first" + year
        case .unknownAlias:
            if let interval { return "is not known: write every = \"\(interval)\" instead of a schedule" }
            if let correction { return "is not known: did you mean '\(correction)'?" }
            return "is not known: use @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually or @reboot"
        case .notAValue: return value
        case .outOfRange(let range):
            let what = "is out of range \(range.lowerBound)–\(range.upperBound)"
            return what + (replacement.map { ": did you mean '\($0)'?" } ?? "")
        case .reversedRange:
            return "runs backwards" + (replacement.map { ": write it as two ranges, '\($0)'" } ?? "")
        case .badStep(let largest):
            guard let step, step > 0 else { return "has no step: behind / stands a number from 1 to \(largest)" }
            let instead = interval.map { ": for an interval write every = \"\($0)\" instead of a schedule" }
            return "has a step larger than \(largest), so that it would only match its first value" + (instead ?? "")
        case .misplaced(let advice): return "can't stand here: \(advice)"
        case .ambiguousDays:
            return "restricts both the day of the month and the day of the week; programs disagree whether both or one "
                + "must match: make one of them '*', or write two jobs"
        case .impossibleDate: return "is a day that none of the given months has: it would never fire"
        }
    }

    private static let fields = "minute hour day-of-month month day-of-week"
    private static let aliases = [
        "@every_minute": "* * * * *", "@minutely": "* * * * *", "@hour": "@hourly", "@day": "@daily",
        "@nightly": "@daily", "@week": "@weekly", "@month": "@monthly", "@quarterly": "0 0 1 1,4,7,10 *",
        "@year": "@yearly", "@boot": "@reboot", "@startup": "@reboot",
    ]

    private var value: String {
        if text.isEmpty { return "is empty: there is a comma too many" }
        if let replacement { return "is no value of this field: did you mean '\(replacement)'?" }
        if text.contains("~") || text.uppercased().hasPrefix("H") {
            return "asks for a time at random, which is not known: write a fixed time, and 'jitter'"
        }
        guard let field else { return "is no value" }
        let range = "\(field.range.lowerBound)–\(field.range.upperBound)"
        switch field {
        case .month: return "is no value of this field: write \(range), or JAN to DEC"
        case .dayOfWeek: return "is no value of this field: write \(range) (Sunday is 0 and 7), or SUN to SAT"
        default: return "is no value of this field: write \(range)"
        }
    }

    /// What stands in place of the part that is wrong; empty: nothing.
    private var replacement: String? {
        guard let field else { return nil }
        switch reason {
        case .notAValue:
            if text.isEmpty { return "" }
            return stepWithoutStar ?? shortNames(field) ?? plainHyphen
        case .outOfRange(let range):
            // The end of a day, and of an hour, is the beginning of the next one.
            return Int(text) == range.upperBound + 1 && field != .dayOfMonth && field != .dayOfWeek && field != .month
                ? String(range.lowerBound) : nil
        case .reversedRange:
            let body = text.split(separator: "/", maxSplits: 1)[0].split(separator: "-").map(String.init)
            guard body.count == 2, !text.contains("/") else { return nil }
            let last = field == .dayOfWeek ? 6 : field.range.upperBound
            return "\(body[0])-\(last),\(field.range.lowerBound)-\(body[1])"
        default: return nil
        }
    }

    /// `/5` for `*/5`.
    private var stepWithoutStar: String? { text.hasPrefix("/") && Int(text.dropFirst()) != nil ? "*" + text : nil }

    private static let longNames = [
        "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY", "JANUARY", "FEBRUARY", "MARCH",
        "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER",
    ]

    /// `MON` for `MONDAY`, `SEP-NOV` for `Sept-Nov`.
    private func shortNames(_ field: CronField) -> String? {
        let names = text.uppercased().split(separator: "-").map(String.init)
        let isEveryName = names.allSatisfy { name in
            name.count >= 3 && Self.longNames.contains { $0.hasPrefix(name) } && field.value(name.prefix(3)) != nil
        }
        return isEveryName && !names.isEmpty ? names.map { String($0.prefix(3)) }.joined(separator: "-") : nil
    }

    /// A dash that an editor has made of a hyphen.
    private var plainHyphen: String? {
        let plain = String(text.map { "‐‑‒–—−".contains($0) ? "-" : $0 })
        return plain == text ? nil : plain
    }

    /// `10:30` as a time of each day.
    private var timeOfDay: String? {
        let parts = text.split(separator: ":").map { Int($0) }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1] else { return nil }
        return readable("\(minute) \(hour) * * *")
    }

    private var step: Int? {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, halves[1].allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int(halves[1])
    }

    private var unit: String? {
        switch field {
        case .second: "s"
        case .minute: "m"
        case .hour: "h"
        default: nil
        }
    }

    private static func interval(_ text: String) -> String? {
        guard let duration = try? DurationText.parse(text.lowercased()), duration >= .seconds(1) else { return nil }
        return DurationText.format(duration)
    }

    private func readable(_ text: String) -> String? { (try? CronExpression(text)) == nil ? nil : text }
}
