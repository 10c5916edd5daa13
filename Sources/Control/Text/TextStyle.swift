/// How a cell looks on a terminal that has colours (ECMA-48 SGR).
public enum TextStyle: Sendable, Equatable {
    case plain, strong, faint, good, bad, warning

    var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .good: "32"
        case .bad: "31"
        case .warning: "33"
        }
    }

    /// The text with its style, when there are colours.
    public func apply(_ text: String, colours: Bool) -> String {
        guard colours, let code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
