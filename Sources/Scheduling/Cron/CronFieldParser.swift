/// Reads the fields of one cron expression; the expression is kept for the messages.
struct CronFieldParser {
    let expression: String

    /// A field that is a plain set of values.
    func values(_ text: String, of field: CronField) throws(CronError) -> BitSet {
        var result = BitSet()
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            result.formUnion(try set(String(item), of: field))
        }
        return result
    }

    func dayOfMonth(_ text: String) throws(CronError) -> DayOfMonthRule {
        var rule = DayOfMonthRule()
        if text == "?" {
            rule.days = CronField.dayOfMonth.full
            return rule
        }
        for item in text.split(separator: ",", omittingEmptySubsequences: false).map({ $0.uppercased() }) {
            if item == "L" {
                rule.beforeLast.insert(0)
            } else if item == "LW" {
                rule.lastWeekday = true
            } else if item.hasPrefix("L-") {
                rule.beforeLast.insert(
                    try value(item.dropFirst(2), of: .dayOfMonth, shown: item, within: 1...30))
            } else if item.hasSuffix("W") {
                rule.nearestWeekday.insert(try value(item.dropLast(), of: .dayOfMonth, shown: item))
            } else {
                rule.days.formUnion(try set(item, of: .dayOfMonth))
            }
        }
        return rule
    }

    func dayOfWeek(_ text: String) throws(CronError) -> DayOfWeekRule {
        var rule = DayOfWeekRule()
        if text == "?" {
            rule.days = CronField.dayOfWeek.full
            return rule
        }
        for item in text.split(separator: ",", omittingEmptySubsequences: false).map({ $0.uppercased() }) {
            if item == "L" {
                throw error(.dayOfWeek, item, .misplaced("say which day, such as 5L for the last Friday"))
            } else if item.hasSuffix("L") {
                rule.last.insert(try value(item.dropLast(), of: .dayOfWeek, shown: item) % 7)
            } else if let hash = item.firstIndex(of: "#") {
                let ordinal = item[item.index(after: hash)...]
                guard let number = Int(ordinal), (1...5).contains(number) else {
                    throw error(.dayOfWeek, item, .misplaced("after # stands which one of the month, 1 to 5"))
                }
                rule.ordinals[number].insert(try value(item[..<hash], of: .dayOfWeek, shown: item) % 7)
            } else {
                rule.days.formUnion(try set(item, of: .dayOfWeek))
            }
        }
        return rule
    }

    /// One item of a list: `*`, a value, a range, each with an optional step.
    private func set(_ item: String, of field: CronField) throws(CronError) -> BitSet {
        let halves = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let body = halves[0]
        let largest = field.full.count - 1
        var step = 1
        if halves.count == 2 {
            guard let number = Int(halves[1]), halves[1].utf8.allSatisfy({ (48...57).contains($0) }),
                (1...largest).contains(number)
            else { throw error(field, item, .badStep(largest: largest)) }
            step = number
        }
        let lower: Int
        var upper: Int
        if body == "*" {
            lower = field.range.lowerBound
            upper = field == .dayOfWeek ? 6 : field.range.upperBound
        } else if body == "?" {
            throw error(field, item, .misplaced("? is for the day of the month or of the week, alone"))
        } else {
            let ends = body.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            lower = try value(ends[0], of: field, shown: item)
            if ends.count == 2 {
                upper = try value(ends[1], of: field, shown: item)
                // Sunday ends a week as well as it begins one: SAT-SUN.
                if field == .dayOfWeek, upper == 0, lower > 0 { upper = 7 }
            } else {
                upper = halves.count == 2 ? (field == .dayOfWeek ? 6 : field.range.upperBound) : lower
            }
        }
        guard lower <= upper else { throw error(field, item, .reversedRange) }
        return BitSet(stride(from: lower, through: upper, by: step).map { field == .dayOfWeek ? $0 % 7 : $0 })
    }

    private func value(
        _ text: some StringProtocol, of field: CronField, shown: String, within range: ClosedRange<Int>? = nil
    ) throws(CronError) -> Int {
        guard let value = field.value(text) else {
            let marks = ["L", "W", "#"].filter { shown.uppercased().contains($0) }
            if field != .dayOfMonth, field != .dayOfWeek, let mark = marks.first, shown.count <= 3,
                shown.contains(where: \.isNumber) || shown.count == 1
            {
                throw error(field, shown, .misplaced("\(mark) is only for days"))
            }
            throw error(field, shown, .notAValue)
        }
        let allowed = range ?? field.range
        guard allowed.contains(value) else { throw error(field, shown, .outOfRange(allowed)) }
        return value
    }

    private func error(_ field: CronField, _ text: String, _ reason: CronError.Reason) -> CronError {
        CronError(expression: expression, field: field, text: text, reason: reason)
    }
}

/// A field of a cron expression, in the order in which they are written.
public enum CronField: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case second, minute, hour
    case dayOfMonth = "day-of-month"
    case month
    case dayOfWeek = "day-of-week"

    public var description: String { rawValue }

    /// The values that may be written. Sunday is both 0 and 7.
    public var range: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// The distinct values, after 7 has become 0 in the day of the week.
    var full: BitSet {
        switch self {
        case .dayOfWeek: BitSet(0...6)
        default: BitSet(range)
        }
    }

    /// Names in the order of their numbers, beginning at the lower bound.
    private var names: [String] {
        switch self {
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        default: []
        }
    }

    /// The value of a number or a three-letter name; nil when it is neither.
    func value(_ text: some StringProtocol) -> Int? {
        if let index = names.firstIndex(of: text.uppercased()) { return range.lowerBound + index }
        guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
