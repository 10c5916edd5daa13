/// A text that is not the duration or the number of bytes that was asked for.
public struct TextValueError: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String
    /// What would have been right.
    public let advice: String

    public init(text: String, advice: String) {
        self.text = text
        self.advice = advice
    }

    public var description: String { "'\(text)' is not valid: \(advice)" }
}
