import Foundation
import GRDB

/// The chain covers the rows too: the last event of each transaction that changes any carries a digest of all tables.
extension LedgerTransaction {
    /// Adds what a transaction did to the sums of its tables, and writes the digest of all sums into its last event; if
    /// it changed rows without one, into an event of its own. Gives whether it did anything.
    func seal(_ changes: [String: RowWatch.Change], eventsBefore: Int64) throws -> Bool {
        let last = try Row.fetchOne(
            db, sql: "SELECT seq, body FROM events WHERE seq > ? ORDER BY seq DESC LIMIT 1", arguments: [eventsBefore])
        if last == nil, changes.isEmpty { return false }
        for (table, change) in changes.sorted(by: { $0.key < $1.key }) {
            let known = try Row.fetchOne(
                db, sql: "SELECT rows, sum FROM row_sums WHERE table_name = ?", arguments: [table])
            var sum = try known.map { try RowSum($0["sum"]) } ?? RowSum()
            sum += change.sum
            try setSum(of: table, rows: (known?["rows"] as Int64? ?? 0) + change.rows, sum: sum.data)
        }
        guard let last else {
            try setEnd(eventsBefore + 1)
            try append(EventRecord(seq: 0, time_us: now, kind: "rows", sums: try view.rowSeal()))
            return true
        }
        let seq: Int64 = last["seq"]
        try setEnd(seq)
        var event = try EventChain.decode(last["body"])
        event.sums = try view.rowSeal()
        let body = try EventChain.encode(event)
        let previous = try view.chainEnd(before: seq)
        try db.executeCached(
            sql: "UPDATE events SET body = ?, hash = ? WHERE seq = ?",
            arguments: [body, EventChain.hash(previous: previous.hash, body: body), seq])
        return true
    }

    /// The end of the chain is kept with the sums, under the name of its table, so that a missing end is found.
    func setEnd(_ seq: Int64) throws { try setSum(of: "events", rows: seq, sum: Data()) }

    func setSum(of table: String, rows: Int64, sum: Data) throws {
        try db.executeCached(
            sql: """
                INSERT INTO row_sums (table_name, rows, sum) VALUES (?1, ?2, ?3)
                ON CONFLICT (table_name) DO UPDATE SET rows = excluded.rows, sum = excluded.sum
                """, arguments: [table, rows, sum])
    }
}
