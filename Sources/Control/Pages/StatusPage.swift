import Ledger

/// The status as a page: no scripts, no resources, refreshes itself.
struct StatusPage {
    let report: StatusReport

    var html: String {
        let title = report.alarms.isEmpty ? "Entrada" : "Entrada (\(report.alarms.count))"
        let page: HTMLText = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">
            <meta name="viewport" content="width=device-width"><title>\(title)</title>
            <style>\(StatusPage.style)</style></head><body>
            <h1>Entrada</h1>
            \(summary)
            \(report.alarms.map { "<p class=\"alarm\">\($0)</p>\n" })
            \(table("Jobs", JobsScreen.table(report.jobs, nowUs: report.generatedUs)))
            \(table("Captures", captures))
            \(table("Tables", tables))
            \(table("Failures", RunsScreen.failures(report.openFailures, nowUs: report.generatedUs)))
            \(table("Waiting for a retry", retried))
            </body></html>

            """
        return page.description
    }

    private static let style: HTMLText = """
        body{font:15px system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;color:#222;background:#fff}
        table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2em .8em .2em 0;border-bottom:1px solid #ddd}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}h2{font-size:1.1em;margin:1.5em 0 .3em}
        .alarm{color:#a40000;font-weight:bold;margin:.2em 0}.bad{color:#a40000}.good{color:#1b6e1b}.warning{color:#8a5a00}
        @media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}td,th{border-color:#333}}
        """

    private var summary: HTMLText {
        let time = TimeText.absolute(us: report.generatedUs)
        let disk = report.disk.map {
            ", \(AmountText.bytes($0.freeBytes)) of \(AmountText.bytes($0.totalBytes)) free"
        }
        guard let live = report.daemon else { return "<p>\(time): no daemon answers</p>" }
        let text =
            "\(time): entradad \(live.version), up \(TimeText.duration(us: report.generatedUs - live.startedUs)), "
            + "\(live.workers.count) running\(live.draining ? ", stopping" : "")\(disk ?? "")"
        return "<p>\(text)</p>"
    }

    private var retried: TextTable {
        RunsScreen.retried(report.failures.filter { !$0.state.isFinal }, nowUs: report.generatedUs)
    }

    private var captures: TextTable {
        var table = TextTable([
            .init("SERVER"), .init("STATES"), .init("WAITING", .right), .init("BYTES", .right), .init("OLDEST", .right),
        ])
        for server in report.backlog {
            let states = CaptureState.allCases.compactMap { state in
                server.captures[state.rawValue].map { "\(state.rawValue) \($0)" }
            }
            table.add([
                .init(server.server), .init(states.joined(separator: ", ")), .init(String(server.waiting)),
                .init(AmountText.bytes(server.waitingBytes)),
                .init(server.oldestUs.map { TimeText.duration(us: report.generatedUs - $0) } ?? ""),
            ])
        }
        return table
    }

    private var tables: TextTable {
        var table = TextTable([
            .init("TABLE"), .init("AREA"), .init("FILES", .right), .init("ROWS", .right), .init("BYTES", .right),
        ])
        for total in report.tables {
            table.add([
                .init(total.table), .init(total.area), .init(AmountText.count(total.files)),
                .init(AmountText.count(total.rows)), .init(AmountText.bytes(total.bytes)),
            ])
        }
        return table
    }

    private func table(_ title: String, _ table: TextTable) -> HTMLText {
        if table.rows.isEmpty { return "" }
        let head: [HTMLText] = table.columns.map { "<th\(side($0))>\($0.title)</th>" }
        let body: [HTMLText] = table.rows.map { row in
            let cells: [HTMLText] = zip(table.columns, row).map { "<td\(side($0, $1))>\($1.text)</td>" }
            return "<tr>\(cells)</tr>\n"
        }
        return "<h2>\(title)</h2><table><tr>\(head)</tr>\n\(body)</table>"
    }

    private func side(_ column: TextTable.Column, _ cell: TextTable.Cell? = nil) -> HTMLText {
        if column.alignment == .right { return " class=\"n\"" }
        switch cell?.style {
        case .bad: return " class=\"bad\""
        case .good: return " class=\"good\""
        case .warning: return " class=\"warning\""
        default: return ""
        }
    }
}

/// Text that is HTML already.
struct HTMLText: Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
    private(set) var description: String

    init(stringLiteral value: String) { description = value }
    init(stringInterpolation: StringInterpolation) { description = stringInterpolation.text }

    /// Everything interpolated is escaped, unless it is HTML already.
    struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }
        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ value: String) { text += HTMLText.escape(value) }
        mutating func appendInterpolation(_ html: HTMLText) { text += html.description }
        mutating func appendInterpolation(_ list: [HTMLText]) { for html in list { text += html.description } }
    }

    static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
