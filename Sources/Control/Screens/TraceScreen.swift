public import Ledger
import Model

/// The life of a capture as lines of text.
public enum TraceScreen {
    public static func lines(_ trace: CaptureTrace, terminal: Terminal, nowUs: Int64) -> [String] {
        var blocks = [facts(trace, nowUs).lines(terminal), events(trace.events).lines(terminal)]
        if !trace.moves.isEmpty {
            var table = TextTable([
                .init("MOVE", .right), .init("STATUS"), .init("FROM", minimum: 12), .init("TO", minimum: 12),
            ])
            for move in trace.moves {
                table.add([
                    .init(String(move.id)), .init(move.status.rawValue, move.status == .open ? .warning : .bad),
                    .init(move.source), .init(move.target),
                ])
            }
            blocks.append(table.lines(terminal))
        }
        if !trace.runs.isEmpty { blocks.append(runs(trace.runs, nowUs).lines(terminal)) }
        blocks.append(rows(trace.rows, terminal))
        return Array(blocks.joined(separator: [""]))
    }

    private static func facts(_ trace: CaptureTrace, _ nowUs: Int64) -> FactList {
        let file = trace.file
        var facts = FactList()
        facts.add("file", "\(file.id) \(file.name)", .strong)
        facts.add("server", file.server)
        facts.add("state", file.state.rawValue, FilesScreen.style(file.state))
        facts.add("written", file.modifiedUs, nowUs)
        facts.add("size", AmountText.bytes(file.sizeBytes) + " (\(file.sizeBytes) bytes)")
        facts.add("path", file.path)
        facts.add("sha256", file.sha256)
        facts.add("packets", packets(trace), trace.account?.closes == false ? .bad : .plain)
        facts.add("rows", rows(trace))
        facts.add("reason", file.reason, .bad)
        facts.add("duplicate of", file.duplicateOf.map { String($0) })
        facts.add("replaces", file.replaces.map { String($0) })
        if !trace.sameContent.isEmpty {
            let same = trace.sameContent.map { "capture \($0)" }.joined(separator: ", ")
            facts.add("same content", same + ", of other servers; do they read the same source?", .warning)
        }
        if !trace.others.isEmpty {
            facts.add("same name", trace.others.map { String($0) }.joined(separator: ", "), .warning)
        }
        return facts
    }

    /// `4 000 = 3 900 datagram + 80 segment + 20 other`, the most frequent first.
    private static func packets(_ trace: CaptureTrace) -> String? {
        guard let account = trace.account else { return trace.file.packets.map(AmountText.count) }
        let fates = account.fates.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { AmountText.count($0.value) + " " + $0.key }
        return AmountText.count(account.packets) + (account.closes ? " = " : " ≠ ")
            + (fates.isEmpty ? "0" : fates.joined(separator: " + "))
    }

    /// `3 990 = 3 980 dns + 10 icmp, live`.
    private static func rows(_ trace: CaptureTrace) -> String? {
        guard let account = trace.account else { return nil }
        let tables = Dictionary(grouping: trace.rows, by: \.table).mapValues { $0.reduce(0) { $0 + $1.rows } }
            .sorted { $0.key < $1.key }.map { AmountText.count($0.value) + " " + $0.key }
        let masked = account.maskedRows > 0 ? "; \(AmountText.count(account.maskedRows)) masked" : ""
        let live = tables.isEmpty ? "0" : AmountText.count(account.rows) + " = " + tables.joined(separator: " + ")
        return live + " live" + masked
    }

    /// Events in their order.
    public static func events(_ events: [EventRecord]) -> TextTable {
        var table = TextTable([
            .init("TIME"), .init("AFTER", .right), .init("EVENT"), .init("CHANGE", minimum: 12), .init("RUN", .right),
            .init("WHO"), .init("WHY", minimum: 10),
        ])
        var previous: Int64?
        for event in events {
            let change = [event.from, event.to].compactMap { $0 }.joined(separator: " → ")
            let subject = event.subject.map { change.isEmpty ? $0 : " (\($0))" } ?? ""
            table.add([
                .init(TimeText.absolute(us: event.time_us)),
                .init(previous.map { "+" + TimeText.duration(us: event.time_us - $0) } ?? ""), .init(event.kind),
                .init(change + subject), .init(event.run.map { String($0) } ?? ""), .init(event.who ?? ""),
                .init(event.why ?? ""),
            ])
            previous = event.time_us
        }
        return table
    }

    static func attempts(_ attempts: [AttemptRecord], nowUs: Int64) -> TextTable {
        var table = TextTable([
            .init("ATTEMPT", .right), .init("STARTED", drop: 2), .init("TOOK", .right, drop: 1), .init("OUTCOME"),
            .init("EXIT", .right), .init("MESSAGE", minimum: 20),
        ])
        for attempt in attempts {
            table.add([
                .init(String(attempt.number)), .init(TimeText.absolute(us: attempt.startedUs)),
                .init(TimeText.duration(us: (attempt.finishedUs ?? nowUs) - attempt.startedUs)),
                .init(attempt.outcome?.rawValue ?? "running"), .init(attempt.exitCode.map { String($0) } ?? ""),
                .init(attempt.message ?? ""),
            ])
        }
        return table
    }

    private static func runs(_ runs: [CaptureTrace.Run], _ nowUs: Int64) -> TextTable {
        var table = TextTable([
            .init("RUN", .right), .init("JOB"), .init("STATE"), .init("ATTEMPTS", .right, drop: 2),
            .init("STARTED", drop: 3), .init("TOOK", .right, drop: 1), .init("ERROR", minimum: 20),
        ])
        for entry in runs {
            table.add([
                .init(String(entry.run.id)), .init(entry.run.job, .strong),
                .init(entry.run.state.rawValue, RunsScreen.style(entry.run.state)),
                .init(String(entry.attempts.count)), .init(entry.run.startedUs.map { TimeText.absolute(us: $0) } ?? ""),
                .init(RunsScreen.took(entry.run, nowUs)), .init(entry.run.error ?? ""),
            ])
        }
        return table
    }

    private static func rows(_ rows: [CaptureTrace.Rows], _ terminal: Terminal) -> [String] {
        if rows.isEmpty { return ["no live rows"] }
        var table = TextTable([
            .init("TABLE"), .init("DAY"), .init("ROWS", .right), .init("PARQUET FILE", minimum: 20),
        ])
        for file in rows {
            table.add([
                .init(file.table, .strong), .init(file.day), .init(AmountText.count(file.rows)), .init(file.path),
            ])
        }
        return table.lines(terminal)
    }
}

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
