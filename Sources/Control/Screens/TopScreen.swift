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
