import DurableIO
import Foundation
import GRDB

extension LedgerView {
    /// Recomputes the chain, compares the states of captures and runs with what the events give, and all rows with the
    /// sums that the chain vouches for. Reports at most 100 problems.
    ///
    /// - Parameter checkpoints: what was written down outside the ledger, before this view was made: with them a chain
    ///   that was cut or rewritten as a whole is found.
    public func verify(checkpoints: [LedgerCheckpoint] = []) throws -> LedgerVerification {
        let anchor = try anchor()
        var report = LedgerVerification(
            events: 0, pruned: anchor?.events ?? 0, head: "", captures: 0, runs: 0, checkpoints: 0, problems: [])
        var walk = ChainWalk(
            seq: anchor?.seq ?? 0, hash: anchor?.hash ?? Data(repeating: 0, count: 32),
            checkpoints: try vouching(checkpoints, anchor: anchor, into: &report))
        let rows = try Row.fetchCursor(db, sql: "SELECT seq, capture, run, body, hash FROM events ORDER BY seq")
        while let row = try rows.next() { walk.take(row, into: &report) }
        walk.finish(into: &report)
        report.head = walk.hash.hexadecimal
        var base = RowSum()
        report.captures = try compare("captures", walk.captures, base: &base, into: &report)
        report.runs = try compare("runs", walk.runs, base: &base, into: &report)
        if let anchor, base.data != anchor.states {
            report.add("the states before event \(anchor.seq + 1) are not those that the anchor has")
        }
        try compareCounts(into: &report)
        try compareAccounts(into: &report)
        try compareRows(sealedBy: walk.seal, into: &report)
        let check = try String.fetchAll(db, sql: "PRAGMA quick_check")
        if check != ["ok"] { for line in check.prefix(10) { report.add("sqlite: " + line) } }
        return report
    }

    private func compareCounts(into report: inout LedgerVerification) throws {
        let differing = try Row.fetchAll(
            db,
            sql: """
                SELECT server, state, sum(captures) AS difference FROM (
                    SELECT server, state, count(*) AS captures, sum(size_bytes) AS bytes FROM captures GROUP BY server, state
                    UNION ALL SELECT server, state, -captures, -bytes FROM capture_counts)
                GROUP BY server, state HAVING sum(captures) <> 0 OR sum(bytes) <> 0 LIMIT 10
                """)
        for row in differing {
            report.add(
                "capture_counts of \(row["server"] as String), \(row["state"] as String): off by \(row["difference"] as Int64)"
            )
        }
    }

    /// Compares states with what the events give, and adds to `base` those that the events of an unpruned chain would
    /// begin with.
    private func compare(
        _ table: String, _ told: [Int64: ChainWalk.States], base: inout RowSum, into report: inout LedgerVerification
    ) throws -> Int64 {
        var seen: Int64 = 0
        var met = 0
        let rows = try Row.fetchCursor(db, sql: "SELECT id, state FROM \(table) ORDER BY id")
        while let row = try rows.next() {
            let id: Int64 = row["id"]
            let state: String = row["state"]
            seen += 1
            if let states = told[id] {
                met += 1
                if states.last != state {
                    report.add("\(table) \(id): is \(state), but its events say \(states.last)")
                }
                if report.pruned > 0, let first = states.first { base += RowSum(kind: table, id: id, state: first) }
            } else if report.pruned > 0 {
                base += RowSum(kind: table, id: id, state: state)
            } else {
                report.add("\(table) \(id): is \(state), but its events say nothing")
            }
        }
        if met < told.count { report.add("\(table): \(told.count - met) rows that events name are missing") }
        return seen
    }
}

extension LedgerVerification {
    mutating func add(_ problem: String) { if problems.count < 100 { problems.append(problem) } }
}
