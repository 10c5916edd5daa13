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
