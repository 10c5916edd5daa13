/// Reasons as lines of text.
public enum WhyScreen {
    public static func lines(_ report: WhyReport, terminal: Terminal) -> [String] {
        var lines = [
            TextStyle.strong.apply(PrintableText.clean("\(report.subject): \(report.state)"), colours: terminal.colours)
        ]
        for answer in report.answers {
            lines.append("  " + PrintableText.clean(answer.why))
            if let advice = answer.advice {
                lines.append(TextStyle.faint.apply("    → " + PrintableText.clean(advice), colours: terminal.colours))
            }
        }
        return lines
    }
}
