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

/// What the text is written to.
public struct Terminal: Sendable, Equatable {
    /// Columns; nil when it is not a terminal and nothing needs to be cut.
    public var width: Int?
    /// Lines; nil when it is not a terminal.
    public var height: Int?
    public var colours: Bool

    public init(width: Int?, height: Int? = nil, colours: Bool) {
        self.width = width
        self.height = height
        self.colours = colours
    }

    /// Neither width nor colours: files and pipes.
    public static let none = Terminal(width: nil, colours: false)
}

/// A screen that is drawn again and again: it stays within the terminal, and does not flicker.
public enum ScreenFrame {
    /// At most as many lines as there are; the last one says how many have no room.
    public static func fitting(_ lines: [String], _ terminal: Terminal) -> [String] {
        guard let height = terminal.height, height > 1, lines.count > height else { return lines }
        let note = "… \(lines.count - height + 1) more lines"
        return lines.prefix(height - 1)
            + [
                TextStyle.faint.apply(
                    PrintableText.cut(note, to: terminal.width ?? note.count), colours: terminal.colours)
            ]
    }

    /// What draws the lines over those of before, in one piece: home, each line with what is right of it erased, and
    /// the rest erased. There is no line feed behind the last line, so that nothing scrolls.
    public static func text(_ lines: [String]) -> String {
        "\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n") + "\u{1B}[J"
    }
}
