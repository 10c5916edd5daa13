import Jobs
import Ledger

/// What the ledger says of queues and tables.
struct LedgerLevels: Sendable {
    private let backlog: [Backlog]
    private let openRuns: [OpenRuns]
    private let tables: [TableTotal]
    private let troubledMoves: Int
    private let failures: OpenFailures
    /// Microseconds since the epoch, by server.
    private let newest: [String: Int64]

    init(view: LedgerView, servers: [ServerDefinition]) throws {
        backlog = try view.backlog()
        openRuns = try view.openRuns()
        tables = try view.tableTotals()
        troubledMoves = try view.troubledIntents().count
        failures = try view.openFailures()
        var newest: [String: Int64] = [:]
        for server in servers {
            newest[server.name] = try view.newestCaptureTimes(server: server.name, limit: 1).first
        }
        self.newest = newest
    }

    func fill(_ book: inout MetricRegistry, now: Double) {
        for line in backlog {
            let (server, state) = (line.server, line.state.rawValue)
            book.count(.captures, line.captures, ["server": server, "state": state])
            book.count(.captureBytes, line.bytes, ["server": server, "state": state])
            if AlertFacts.waiting.contains(line.state) || line.state == .quarantined {
                book.add(.oldestCapture, now - Double(line.oldestUs) / 1e6, ["server": server, "state": state])
            }
        }
        for (server, us) in newest.sorted(by: { $0.key < $1.key }) {
            book.add(.newestCapture, Double(us) / 1e6, ["server": server])
        }
        book.add(.troubledMoves, Double(troubledMoves))
        // What no run tells of is a capture in quarantine.
        for (job, open) in Dictionary(grouping: failures.list, by: { $0.job ?? "-" }).sorted(by: { $0.key < $1.key }) {
            book.count(.openFailures, Int64(open.count), ["job": job])
        }
        for runs in openRuns {
            book.count(.openRuns, runs.runs, ["job": runs.job, "state": runs.state.rawValue])
            book.add(
                .oldestRun, max(0, now - Double(runs.oldestDueUs) / 1e6),
                ["job": runs.job, "state": runs.state.rawValue])
        }
        for total in tables {
            book.count(.tableRows, total.rows, ["table": total.table, "area": total.area])
            book.count(.tableFiles, total.files, ["table": total.table, "area": total.area])
            book.count(.tableBytes, total.bytes, ["table": total.table, "area": total.area])
        }
    }
}
