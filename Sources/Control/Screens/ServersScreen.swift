import Ledger

/// Name servers as a table.
public enum ServersScreen {
    public static func table(_ servers: [ServerLine], nowUs: Int64) -> TextTable {
        var table = TextTable([
            .init("SERVER", minimum: 8), .init("SOURCE"), .init("NEWEST", minimum: 10), .init("WAITING", .right),
            .init("BYTES", .right), .init("OLDEST", .right), .init("QUARANTINE", .right), .init("DONE", .right),
            .init("LAST POLL"), .init("LAST FETCH", minimum: 10), .init("NOTE", minimum: 6),
        ])
        for server in servers {
            let quarantined = server.captures[CaptureState.quarantined.rawValue] ?? 0
            let done = [CaptureState.loaded, .archived, .expired, .duplicate].reduce(Int64(0)) {
                $0 + (server.captures[$1.rawValue] ?? 0)
            }
            table.add([
                .init(server.name, .strong), .init(server.source ?? "?"),
                .init(server.newestUs.map { TimeText.relative(us: $0, nowUs: nowUs) } ?? "none", .plain),
                .init(server.waiting == 0 ? "" : AmountText.count(server.waiting)),
                .init(server.waiting == 0 ? "" : AmountText.bytes(server.waitingBytes)),
                .init(server.oldestUs.map { TimeText.duration(us: nowUs - $0) } ?? ""),
                .init(quarantined == 0 ? "" : AmountText.count(quarantined), .warning), .init(AmountText.count(done)),
                asked(server, nowUs), fetch(server, nowUs), note(server, nowUs),
            ])
        }
        return table
    }

    private static func asked(_ server: ServerLine, _ nowUs: Int64) -> TextTable.Cell {
        if server.source == "pushed" { return .init("") }
        guard let asked = server.lastAskedUs else { return .init(server.source == nil ? "?" : "never", .faint) }
        return .init(TimeText.relative(us: asked, nowUs: nowUs), server.lastError == nil ? .plain : .bad)
    }

    private static func fetch(_ server: ServerLine, _ nowUs: Int64) -> TextTable.Cell {
        guard let run = server.lastFetch else { return .init("never", .faint) }
        let when = (run.finishedUs ?? run.startedUs).map { " " + TimeText.relative(us: $0, nowUs: nowUs) } ?? ""
        return .init(run.state.rawValue + when, RunsScreen.style(run.state))
    }

    private static func note(_ server: ServerLine, _ nowUs: Int64) -> TextTable.Cell {
        if server.enabled == false { return .init("off", .faint) }
        if let until = server.heldUntilUs, until > nowUs {
            return .init("skipped; next poll " + TimeText.relative(us: until, nowUs: nowUs), .warning)
        }
        if let error = server.lastError { return .init(error, .bad) }
        if let trouble = server.trouble {
            let more = (server.troubled ?? 1) > 1 ? " and \((server.troubled ?? 1) - 1) more" : ""
            return .init("cannot fetch or adopt: \(trouble.name)\(more): \(trouble.error)", .warning)
        }
        if let error = server.lastFetch?.error, server.lastFetch?.state != .completed { return .init(error, .bad) }
        return .init("")
    }
}

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
