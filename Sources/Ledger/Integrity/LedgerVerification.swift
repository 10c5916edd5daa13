import DurableIO
import Foundation
import GRDB
import Model

/// What `ledger verify` found.
public struct LedgerVerification: Sendable, Codable, Equatable {
    public var events: Int64
    /// Events that were pruned before them; the anchor stands for those.
    public var pruned: Int64
    /// Lower-case hex of the last hash.
    public var head: String
    public var captures: Int64
    public var runs: Int64
    /// How many checkpoints from outside the ledger were compared.
    public var checkpoints: Int64
    public var problems: [String]
    /// What is to be known of it, and is no problem of the ledger's.
    public var notes: [String] = []

    public var isSound: Bool { problems.isEmpty }
}

extension LedgerVerification {
    mutating func add(_ problem: String) { if problems.count < 100 { problems.append(problem) } }
}

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
        var base = RowDigest()
        report.captures = try compare("captures", walk.captures, base: &base, into: &report)
        report.runs = try compare("runs", walk.runs, base: &base, into: &report)
        if let anchor, base.data != anchor.states {
            report.add("the states before event \(anchor.seq + 1) are not those that the anchor has")
        }
        try compareCounts(into: &report)
        try compareAccounts(into: &report)
        try compareRows(digest: walk.digest, into: &report)
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
        _ table: String, _ told: [Int64: ChainWalk.States], base: inout RowDigest, into report: inout LedgerVerification
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
                if report.pruned > 0, let first = states.first { base += RowDigest(kind: table, id: id, state: first) }
            } else if report.pruned > 0 {
                base += RowDigest(kind: table, id: id, state: state)
            } else {
                report.add("\(table) \(id): is \(state), but its events say nothing")
            }
        }
        if met < told.count { report.add("\(table): \(told.count - met) rows that events name are missing") }
        return seen
    }
}

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
        if let digest = walk.digest, try rowDigest() != digest {
            report.add("row_sums: differ from what the newest event with a digest says")
        }
        return report.problems
    }
}

extension Ledger {
    /// Looks at the file as a whole, and at the end of the chain, if the daemon before this one did not end in order.
    /// Returns whether there was a reason to look. To be called before the new incarnation begins.
    ///
    /// - Throws: `LedgerError.damaged` that says what is wrong: nothing may be decided from such a ledger.
    public func checkAfterUncleanStop(events: Int64 = 10_000) async throws -> Bool {
        let problems = try await read { view -> [String]? in
            guard let before = try view.currentIncarnation(), !before.ended else { return nil }
            return try view.verifyTail(events: events)
        }
        guard let problems else { return false }
        if problems.isEmpty { return true }
        throw LedgerError.damaged(
            "the daemon before this one did not end in order, and now \(problems.prefix(3).joined(separator: "; "))")
    }
}
