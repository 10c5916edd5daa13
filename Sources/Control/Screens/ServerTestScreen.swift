/// The test of a name server as lines of text.
public enum ServerTestScreen {
    public static func lines(_ report: ServerTestReport, terminal: Terminal, nowUs: Int64) -> [String] {
        var facts = FactList()
        facts.add("server", report.server + (report.enabled ? "" : " (disabled)"), .strong)
        facts.add("place", report.place)
        if let connection = report.connection {
            facts.add("software", connection.software)
            facts.add("host key", "\(connection.fingerprint) (\(connection.hostKeyAlgorithm)), known")
            facts.add("key exchange", connection.keyExchange)
            facts.add("cipher", "\(connection.cipher), \(connection.mac)")
            facts.add("login", connection.authentication)
        }
        facts.add("directory", report.directory)
        guard let error = report.error else {
            add(report, to: &facts, nowUs)
            return facts.lines(terminal) + fetch(report, terminal, nowUs)
        }
        let step = report.failedAt.map { " at \($0)" } ?? ""
        let seconds = TimeText.duration(us: Int64(report.seconds * 1_000_000))
        return facts.lines(terminal) + [
            "", TextStyle.bad.apply("failed\(step) after \(seconds)", colours: terminal.colours),
            "  " + PrintableText.clean(error),
        ]
    }

    private static func add(_ report: ServerTestReport, to facts: inout FactList, _ nowUs: Int64) {
        facts.add(
            "listing",
            "\(AmountText.count(report.files)) files match '\(report.pattern)', \(AmountText.bytes(report.bytes))")
        for (name, file) in [("newest", report.newest), ("oldest", report.oldest)] {
            facts.add(name, file.map { text($0, nowUs) })
        }
        facts.add("took", TimeText.duration(us: Int64(report.seconds * 1_000_000)))
    }

    private static func fetch(_ report: ServerTestReport, _ terminal: Terminal, _ nowUs: Int64) -> [String] {
        var lines = [
            "",
            report.fetchFiles == 0
                ? "nothing would be fetched now"
                : "\(AmountText.count(report.fetchFiles)) files would be fetched now, \(AmountText.bytes(report.fetchBytes))",
        ]
        lines += report.fetch.map { "  " + PrintableText.clean(text($0, nowUs)) }
        if report.fetchFiles > report.fetch.count {
            lines.append("  … and \(AmountText.count(report.fetchFiles - Int64(report.fetch.count))) more")
        }
        if !report.rest.isEmpty { lines.append("not fetched:") }
        for rest in report.rest {
            lines.append(PrintableText.clean("  \(rest.count) × \(rest.reason), such as \(rest.example)"))
        }
        return lines
    }

    private static func text(_ file: ServerTestReport.File, _ nowUs: Int64) -> String {
        "\(file.name), \(AmountText.bytes(file.sizeBytes)), written \(TimeText.relative(us: file.modifiedUs, nowUs: nowUs))"
    }
}
