import GRDB

extension LedgerView {
    /// What is wrong with the file as SQLite sees it, with the newest events, and with the states that these give.
    func verifyTail(events: Int64) throws -> [String] {
        let check = try String.fetchAll(db, sql: "PRAGMA quick_check(10)")
        if check != ["ok"] { return check.map { "sqlite: " + $0 } }
        var report = LedgerVerification(
            events: 0, pruned: 0, head: "", captures: 0, runs: 0, checkpoints: 0, problems: [])
        let start = try chainEnd(before: max(1, try chainEnd().seq - events + 1))
        var walk = ChainWalk(seq: start.seq, hash: start.hash)
        let rows = try Row.fetchCursor(
            db, sql: "SELECT seq, capture, run, body, hash FROM events WHERE seq > ? ORDER BY seq",
            arguments: [start.seq])
        while let row = try rows.next() { walk.take(row, into: &report) }
        for (table, told) in [("captures", walk.captures), ("runs", walk.runs)] {
            for (id, states) in told.sorted(by: { $0.key < $1.key }) {
                let state = try String.fetchOne(db, sql: "SELECT state FROM \(table) WHERE id = ?", arguments: [id])
                if state != states.last {
                    report.add("\(table) \(id): is \(state ?? "missing"), but its events say \(states.last)")
                }
            }
        }
        let end = try Int64.fetchOne(db, sql: "SELECT rows FROM row_sums WHERE table_name = 'events'")
        if let end, try chainEnd().seq != end {
            report.add("the chain ends before event \(end), which was written")
        }
        if let seal = walk.seal, try rowSeal() != seal {
            report.add("row_sums: differ from what the newest event with a digest says")
        }
        return report.problems
    }
}
