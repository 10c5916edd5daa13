import Crypto
import DurableIO
import Foundation
import GRDB

/// The sums over the rows of each table, and where the chain begins and ends.
extension LedgerView {
    /// Every table whose rows are summed: all but the events, which have their chain, and the sums themselves.
    func summedTables() throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                AND name NOT IN ('events', 'row_sums') ORDER BY name
                """)
    }

    /// Adds up a table's rows as they are.
    func addUp(_ table: String) throws -> (rows: Int64, sum: RowSum) {
        var result: (rows: Int64, sum: RowSum) = (0, RowSum())
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \(table)")
        while let row = try rows.next() {
            result.rows += 1
            result.sum += RowSum(table: table, values: Array(row.databaseValues))
        }
        return result
    }

    /// Lower-case hex of SHA-256 over what `row_sums` says: name, count and sum of each table, by name.
    func rowSeal() throws -> String {
        var hash = SHA256()
        for row in try Row.fetchAll(db, sql: "SELECT table_name, rows, sum FROM row_sums ORDER BY table_name") {
            hash.update(data: Data("\(row["table_name"] as String) \(row["rows"] as Int64) ".utf8))
            hash.update(data: row["sum"] as Data)
        }
        return Data(hash.finalize()).hexadecimal
    }

    /// Whether the ledger is of a version that has sums and anchors: a backup may be older.
    var hasSums: Bool { get throws { try db.tableExists("row_sums") } }

    /// Where the chain begins, if its first events have been pruned.
    public func anchor() throws -> LedgerAnchor? {
        guard try hasSums else { return nil }
        return try LedgerAnchor.fetchOne(db, sql: "SELECT seq, hash, events, states, created_us FROM anchors")
    }

    /// The newest event before one, or the anchor in its place: its number and its hash.
    func chainEnd(before seq: Int64 = .max) throws -> (seq: Int64, hash: Data) {
        if let row = try Row.fetchOne(
            db, sql: "SELECT seq, hash FROM events WHERE seq < ? ORDER BY seq DESC LIMIT 1", arguments: [seq])
        {
            return (row["seq"], row["hash"])
        }
        if let anchor = try anchor() { return (anchor.seq, anchor.hash) }
        return (0, Data(repeating: 0, count: 32))
    }

    /// Compares the rows with their sums, and the sums with what the chain says of them.
    func compareRows(sealedBy seal: String?, into report: inout LedgerVerification) throws {
        guard try hasSums else { return }
        let kept = try Row.fetchAll(db, sql: "SELECT table_name, rows, sum FROM row_sums")
        var sums: [String: (rows: Int64, sum: Data)] = [:]
        for row in kept { sums[row["table_name"]] = (row["rows"], row["sum"]) }
        for table in try summedTables() {
            let found = try addUp(table)
            let said = sums.removeValue(forKey: table) ?? (rows: 0, sum: RowSum().data)
            if found.rows != said.rows {
                report.add("\(table): has \(found.rows) rows, but \(said.rows) were written")
            } else if found.sum.data != said.sum {
                report.add("\(table): its rows are not those that were written")
            }
        }
        let end = try chainEnd().seq
        if let said = sums.removeValue(forKey: "events"), said.rows != end {
            report.add("the chain ends with event \(end), but \(said.rows) were written")
        }
        for table in sums.keys.sorted() { report.add("row_sums: there is no table \(table)") }
        if let seal, try rowSeal() != seal {
            report.add("row_sums: differ from what the newest event with a digest says")
        }
    }
}
