import Ledger

/// Jobs as a table.
public enum JobsScreen {
    public static func table(_ jobs: [JobLine], nowUs: Int64) -> TextTable {
        var table = TextTable([
            .init("JOB", minimum: 8), .init("KIND", drop: 4), .init("STATE", minimum: 6), .init("LAST", minimum: 9),
            .init("TOOK", .right, drop: 3), .init("NEXT"), .init("WAITING", .right, drop: 1),
            .init("RUNNING", .right, drop: 2),
        ])
        for job in jobs {
            table.add([
                .init(job.name, .strong), .init(job.kind), state(job, nowUs), last(job, nowUs), .init(took(job)),
                next(job, nowUs),
                .init(job.waiting == 0 ? "" : String(job.waiting)), .init(job.running == 0 ? "" : String(job.running)),
            ])
        }
        return table
    }

    private static func state(_ job: JobLine, _ nowUs: Int64) -> TextTable.Cell {
        if !job.enabled { return .init("off", .faint) }
        guard let reason = job.pausedReason else { return .init(job.running > 0 ? "running" : "ready", .good) }
        let until = job.pausedUntilUs.map { " until " + TimeText.relative(us: $0, nowUs: nowUs) } ?? ""
        return .init("paused\(until): \(reason)", .warning)
    }

    private static func next(_ job: JobLine, _ nowUs: Int64) -> TextTable.Cell {
        if job.enabled, job.isPaused { return .init("paused", .warning) }
        return .init(job.nextUs.map { TimeText.relative(us: $0, nowUs: nowUs) } ?? "")
    }

    private static func last(_ job: JobLine, _ nowUs: Int64) -> TextTable.Cell {
        guard let last = job.last else { return .init("never", .faint) }
        let when = last.finishedUs.map { " " + TimeText.relative(us: $0, nowUs: nowUs) } ?? ""
        return .init(last.state.rawValue + when, RunsScreen.style(last.state))
    }

    private static func took(_ job: JobLine) -> String {
        guard let last = job.last, let started = last.startedUs, let finished = last.finishedUs else { return "" }
        return TimeText.duration(us: finished - started)
    }
}
