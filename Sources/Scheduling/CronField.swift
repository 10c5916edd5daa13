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
