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
