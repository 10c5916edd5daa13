import Ledger
import Model

/// Runs as tables.
public enum RunsScreen {
    public static func table(_ runs: [RunLine], nowUs: Int64) -> TextTable {
        var table = TextTable([
            .init("RUN", .right), .init("JOB", minimum: 6), .init("SUBJECT", minimum: 8), .init("STATE"),
            .init("DUE", minimum: 10, drop: 5), .init("STARTED", minimum: 8, drop: 2), .init("TOOK", .right, drop: 1),
            .init("ATTEMPT", .right, drop: 3), .init("WHO", minimum: 3, drop: 4), .init("ERROR", minimum: 20),
        ])
        for run in runs {
            table.add([
                .init(String(run.id)), .init(run.job, .strong), .init(run.subject),
                .init(run.state.rawValue, style(run.state)), .init(TimeText.absolute(us: run.dueUs)),
                .init(run.startedUs.map { TimeText.relative(us: $0, nowUs: nowUs) } ?? ""),
                .init(took(run, nowUs)), .init(run.attempt > 1 ? String(run.attempt) : ""),
                .init(run.requestedBy ?? ""), .init(run.error ?? ""),
            ])
        }
        return table
    }

    /// What has failed permanently and is not over.
    static func failures(_ failures: [OpenFailure], nowUs: Int64) -> TextTable {
        var table = TextTable([
            .init("RUN", .right), .init("JOB", minimum: 6), .init("SUBJECT", minimum: 8),
            .init("WHEN", minimum: 6, drop: 1), .init("ERROR", minimum: 20),
        ])
        for failure in failures {
            table.add([
                .init(failure.run.map { String($0) } ?? ""), .init(failure.job ?? "", .strong),
                .init("\(failure.subject)"),
                .init(TimeText.relative(us: failure.sinceUs, nowUs: nowUs)), .init(failure.error ?? "", .bad),
            ])
        }
        return table
    }

    /// Runs that have failed and wait for another attempt.
    static func retried(_ runs: [RunLine], nowUs: Int64) -> TextTable {
        var table = TextTable([
            .init("RUN", .right), .init("JOB", minimum: 6), .init("SUBJECT", minimum: 8), .init("STATE"),
            .init("WHEN", minimum: 6, drop: 1), .init("ERROR", minimum: 20),
        ])
        for run in runs {
            table.add([
                .init(String(run.id)), .init(run.job, .strong), .init(run.subject),
                .init(run.state.rawValue, style(run.state)),
                .init(run.finishedUs.map { TimeText.relative(us: $0, nowUs: nowUs) } ?? ""), .init(run.error ?? ""),
            ])
        }
        return table
    }

    /// A run with its attempts and events.
    public static func lines(_ report: RunReport, terminal: Terminal, nowUs: Int64) -> [String] {
        let run = report.run
        var facts = FactList()
        facts.add("run", "\(run.id) of \(run.job) (\(run.kind))")
        facts.add("subject", run.subject)
        facts.add("cause", run.cause)
        facts.add("state", run.state.rawValue, style(run.state))
        facts.add("nominal", run.nominalUs, nowUs)
        facts.add("due", run.dueUs, nowUs)
        facts.add("started", run.startedUs, nowUs)
        facts.add("finished", run.finishedUs, nowUs)
        facts.add("took", took(run, nowUs))
        facts.add("worker", run.batch.map { "shared with other captures; its log is that of run \($0)" })
        facts.add("asked by", run.requestedBy)
        facts.add("reason", run.reason)
        facts.add(run.state == .cancelled ? "cancelled" : "error", run.error, .bad)
        if let us = run.overUs {
            facts.add(run.overBy == nil ? "over" : "acknowledged", us, nowUs)
            facts.add("", [run.overBy, run.overWhy].compactMap { $0 }.joined(separator: ": "))
        }
        facts.add("result", run.result)
        let attempts = TraceScreen.attempts(report.attempts, nowUs: nowUs)
        let events = TraceScreen.events(report.events)
        return facts.lines(terminal) + [""] + attempts.lines(terminal) + [""] + events.lines(terminal)
    }

    static func took(_ run: RunLine, _ nowUs: Int64) -> String {
        guard let started = run.startedUs else { return "" }
        if let finished = run.finishedUs, finished >= started { return TimeText.duration(us: finished - started) }
        return run.state == .running ? TimeText.duration(us: nowUs - started) : ""
    }

    static func style(_ state: RunState) -> TextStyle {
        switch state {
        case .completed: .good
        case .discarded: .bad
        case .retryable, .interrupted, .cancelled: .warning
        case .running: .strong
        case .available, .superseded: .plain
        }
    }
}

/// What retention would remove, as two tables: each thing, and how much by each rule.
public enum RemovalsScreen {
    public static func things(_ removals: [RemovalLine]) -> TextTable {
        var table = TextTable([.init("RULE", minimum: 12), .init("BYTES", .right), .init("WHAT", minimum: 20)])
        for removal in removals {
            table.add([
                .init(removal.rule), .init(AmountText.bytes(removal.bytes)), .init(PrintableText.clean(removal.what)),
            ])
        }
        return table
    }

    public static func totals(_ totals: [RemovalTotal]) -> TextTable {
        var table = TextTable([.init("RULE", minimum: 12), .init("COUNT", .right), .init("BYTES", .right)])
        for total in totals {
            table.add([
                .init(total.rule), .init(AmountText.count(total.count)), .init(AmountText.bytes(total.bytes)),
            ])
        }
        return table
    }
}
