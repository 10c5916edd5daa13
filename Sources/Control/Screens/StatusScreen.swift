import Ledger

/// The status as lines of text.
public struct StatusScreen: Sendable {
    let report: StatusReport
    let terminal: Terminal

    public init(_ report: StatusReport, terminal: Terminal) {
        self.report = report
        self.terminal = terminal
    }

    public var lines: [String] {
        let blocks = [
            daemon, jobs.lines(terminal), backlog?.lines(terminal) ?? ["no captures yet"],
            tables?.lines(terminal) ?? ["no rows yet"], section("Running", workers),
            section(openTitle, openFailures), section("Waiting for a retry", retried),
            section("Captures that cannot be fetched or adopted", troubles),
            disk, alarms,
        ]
        return Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
    }

    /// The lines for a screen that does not scroll: what is wrong comes first, and what has no room is left out.
    public var fittingLines: [String] {
        guard let height = terminal.height, lines.count > height else { return lines }
        let blocks = [
            daemon, alarms, section(openTitle, openFailures), section("Running", workers), jobs.lines(terminal),
            backlog?.lines(terminal) ?? [], section("Waiting for a retry", retried),
            tables?.lines(terminal) ?? [], disk,
        ]
        let all = Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
        return ScreenFrame.fitting(all, terminal)
    }

    private var now: Int64 { report.generatedUs }

    private var daemon: [String] {
        guard let live = report.daemon else {
            var text = "no daemon answers"
            if let last = report.incarnation {
                text += "; the last one (pid \(last.pid)) started \(TimeText.relative(us: last.startedUs, nowUs: now))"
                text += last.ended ? " and shut down cleanly" : " and did not shut down cleanly"
            }
            return [fit(text, .bad)]
        }
        var text = "entradad \(live.version), pid \(live.pid), up \(TimeText.duration(us: now - live.startedUs))"
        text += ", incarnation \(live.incarnation), \(live.workers.count) running"
        let places =
            ["config \(live.configPath)", "jobs \(live.jobsPath)"] + (live.pages.map { ["pages \($0)"] } ?? [])
        return [
            fit(text + (live.draining ? ", stopping" : ""), live.draining ? .warning : .strong),
            fit(places.joined(separator: ", "), .faint),
        ]
    }

    private var jobs: TextTable { JobsScreen.table(report.jobs, nowUs: now) }

    private var backlog: TextTable? {
        if report.backlog.isEmpty { return nil }
        let states = CaptureState.allCases.filter { state in
            report.backlog.contains { $0.captures[state.rawValue] != nil }
        }
        var table = TextTable(
            [.init("SERVER", minimum: 8)] + states.map { .init($0.rawValue.uppercased(), .right, minimum: 5) }
                + [.init("WAITING", .right), .init("OLDEST")])
        for server in report.backlog {
            let counts = states.map { state in
                let count = server.captures[state.rawValue] ?? 0
                return TextTable.Cell(
                    count == 0 ? "·" : String(count), count > 0 && state == .quarantined ? .warning : .plain)
            }
            let oldest = server.oldestUs.map { TimeText.duration(us: now - $0) } ?? ""
            table.add(
                [.init(server.server, .strong)] + counts + [
                    .init(server.waiting == 0 ? "" : AmountText.bytes(server.waitingBytes)), .init(oldest),
                ])
        }
        return table
    }

    private var tables: TextTable? {
        if report.tables.isEmpty { return nil }
        var table = TextTable([
            .init("TABLE"), .init("AREA"), .init("FILES", .right), .init("ROWS", .right), .init("BYTES", .right),
        ])
        for total in report.tables {
            table.add([
                .init(total.table, .strong), .init(total.area), .init(AmountText.count(total.files)),
                .init(AmountText.count(total.rows)), .init(AmountText.bytes(total.bytes)),
            ])
        }
        return table
    }

    private var workers: [String] {
        var table = TextTable([
            .init("RUN", .right), .init("JOB"), .init("SUBJECT", minimum: 10), .init("SINCE", .right),
            .init("PACKETS", .right), .init("BYTES", .right), .init("PID", .right),
        ])
        for worker in report.daemon?.workers ?? [] {
            table.add([
                .init(String(worker.run)), .init(worker.job), .init(worker.subject),
                .init(TimeText.duration(us: now - worker.startedUs)),
                .init(worker.packets > 0 ? AmountText.count(worker.packets) : ""),
                .init(worker.bytes > 0 ? AmountText.bytes(worker.bytes) : ""),
                .init(worker.pid.map { String($0) } ?? ""),
            ])
        }
        return table.rows.isEmpty ? [] : table.lines(terminal)
    }

    private var openTitle: String { report.openFailureCount == 1 ? "1 failure" : "\(report.openFailureCount) failures" }

    private var openFailures: [String] {
        report.openFailures.isEmpty ? [] : RunsScreen.failures(report.openFailures, nowUs: now).lines(terminal)
    }

    private var retried: [String] {
        let runs = report.failures.filter { !$0.state.isFinal }
        return runs.isEmpty ? [] : RunsScreen.retried(runs, nowUs: now).lines(terminal)
    }

    private var troubles: [String] {
        (report.troubles ?? []).map { trouble in
            fit(
                "\(trouble.server) \(trouble.name): \(trouble.error) (\(trouble.attempts) attempts, the next one "
                    + TimeText.relative(us: trouble.nextUs, nowUs: now) + ")", .warning)
        }
    }

    private var disk: [String] {
        guard let disk = report.disk, disk.totalBytes > 0 else { return [] }
        let share = disk.freeBytes * 100 / disk.totalBytes
        return [
            fit(
                "disk: \(AmountText.bytes(disk.freeBytes)) free of \(AmountText.bytes(disk.totalBytes)) (\(share) %)",
                share < 5 ? .bad : .plain)
        ]
    }

    private var alarms: [String] { report.alarms.map { fit("! " + $0, .warning) } }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [fit(title, .strong)] + lines
    }

    private func fit(_ text: String, _ style: TextStyle) -> String {
        let clean = PrintableText.clean(text)
        return style.apply(terminal.width.map { PrintableText.cut(clean, to: $0) } ?? clean, colours: terminal.colours)
    }
}

/// What works now as lines of text.
public enum TopScreen {
    public static func lines(_ report: TopReport, terminal: Terminal) -> [String] {
        let total = report.workers.compactMap(\.processors).reduce(0, +)
        let memory = report.workers.compactMap(\.worker.rssBytes).reduce(0, +)
        let title =
            "\(TimeText.absolute(us: report.generatedUs)): \(report.workers.count) running, "
            + "\(percent(total)) of a processor, \(AmountText.bytes(memory)) resident"
        let head = TextStyle.strong.apply(
            terminal.width.map { PrintableText.cut(title, to: $0) } ?? title, colours: terminal.colours)
        return [head, ""] + table(report).lines(terminal)
    }

    private static func table(_ report: TopReport) -> TextTable {
        var table = TextTable([
            .init("RUN", .right), .init("JOB", minimum: 6), .init("SUBJECT", minimum: 10), .init("SINCE", .right),
            .init("PID", .right), .init("CPU", .right), .init("MEMORY", .right), .init("BYTES", .right),
            .init("BYTES/S", .right), .init("PACKETS", .right), .init("PACKETS/S", .right),
        ])
        for line in report.workers {
            let worker = line.worker
            table.add([
                .init(String(worker.run)), .init(worker.job, .strong), .init(worker.subject),
                .init(TimeText.duration(us: report.generatedUs - worker.startedUs)),
                .init(worker.pid.map { String($0) } ?? ""), .init(line.processors.map(percent) ?? ""),
                .init(worker.rssBytes.map(AmountText.bytes) ?? ""),
                .init(worker.bytes > 0 ? AmountText.bytes(worker.bytes) : ""),
                .init(line.bytesPerSecond.map { AmountText.bytes(Int64($0)) } ?? ""),
                .init(worker.packets > 0 ? AmountText.count(worker.packets) : ""),
                .init(line.packetsPerSecond.map { AmountText.count(Int64($0)) } ?? ""),
            ])
        }
        return table
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
