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

    private var explanation: String {
        switch reason {
        case .empty: "is empty: write five fields (minute hour day-of-month month day-of-week)"
        case .fieldCount(let count):
            "has \(count) field\(count == 1 ? "" : "s"): write five (minute hour day-of-month month day-of-week), "
                + "or six with seconds first"
        case .unknownAlias:
            "is not known: use @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually or @reboot"
        case .notAValue: "is neither a number nor a name of this field"
        case .outOfRange(let range): "is out of range \(range.lowerBound)–\(range.upperBound)"
        case .reversedRange: "runs backwards: write it as two ranges, such as 22-23,0-2"
        case .badStep(let largest): "has a step that is not in 1–\(largest): it would fire only once"
        case .misplaced(let advice): "can't stand here: \(advice)"
        case .ambiguousDays:
            "restricts both the day of the month and the day of the week; programs disagree whether both or one must "
                + "match: make one of them '*', or write two jobs"
        case .impossibleDate: "is a day that none of the given months has: it would never fire"
        }
    }
}
