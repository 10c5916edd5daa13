import CPosix
import Foundation
import GRDB

/// Follows every row that the writer's connection inserts, changes or deletes, and keeps what this does to the sums of
/// the tables until the transaction writes them down.
///
/// It is told by triggers that exist on that connection only (TEMP): a row that anybody else changes is not accounted
/// for, and `verify` finds that the sums do not fit.
///
/// `@unchecked Sendable`: used on the connection that it was installed on, one call after the other.
final class RowWatch: @unchecked Sendable {
    struct Change {
        var rows: Int64 = 0
        var sum = RowDigest()
    }

    private var unit: [String: Change] = [:]
    /// What the units of this transaction have changed, by table.
    private(set) var changes: [String: Change] = [:]
    /// The time of the latest unit, in microseconds since the epoch.
    var latestUs: Int64 = 0

    func beginTransaction() { changes = [:] }
    func beginUnit() { unit = [:] }

    func keepUnit() {
        for (table, change) in unit {
            changes[table, default: Change()].rows += change.rows
            changes[table, default: Change()].sum += change.sum
        }
        unit = [:]
    }

    /// Adds the function and the triggers to the writer's connection. The schema must be complete.
    func install(_ db: Database) throws {
        db.add(
            function: DatabaseFunction("entrada_row_changed") { [self] values in
                note(values)
                return nil
            })
        for table in try LedgerView(db: db).summedTables() {
            let columns = try db.columns(in: table).map { #""\#($0.name)""# }
            let old = columns.map { "OLD." + $0 }.joined(separator: ", ")
            let new = columns.map { "NEW." + $0 }.joined(separator: ", ")
            for (event, arguments) in [
                ("INSERT", "1, 0, \(new)"), ("DELETE", "0, 1, \(old)"), ("UPDATE", "1, 1, \(old), \(new)"),
            ] {
                try db.execute(
                    sql: """
                        CREATE TEMP TRIGGER watch_\(table)_\(event) AFTER \(event) ON main.\(table) BEGIN
                            SELECT entrada_row_changed('\(table)', \(arguments));
                        END
                        """)
            }
        }
    }

    /// The table, how many rows come and how many go, and their values: first those of the one that goes.
    private func note(_ values: [DatabaseValue]) {
        guard values.count > 3, let table = String.fromDatabaseValue(values[0]),
            let comes = Int64.fromDatabaseValue(values[1]), let goes = Int64.fromDatabaseValue(values[2])
        else { return }
        let width = (values.count - 3) / Int(comes + goes)
        var change = unit[table] ?? Change()
        if goes == 1 { change.sum -= RowDigest(table: table, values: values[3..<3 + width]) }
        if comes == 1 { change.sum += RowDigest(table: table, values: values[(values.count - width)...]) }
        change.rows += comes - goes
        unit[table] = change
    }
}

/// The chain covers the rows too: the last event of each transaction that changes any carries a digest of all tables.
extension LedgerTransaction {
    /// Adds what a transaction did to the sums of its tables, and writes the digest of all sums into its last event; if
    /// it changed rows without one, into an event of its own. Gives whether it did anything.
    func writeDigest(_ changes: [String: RowWatch.Change], eventsBefore: Int64) throws -> Bool {
        let last = try Row.fetchOne(
            db, sql: "SELECT seq, body FROM events WHERE seq > ? ORDER BY seq DESC LIMIT 1", arguments: [eventsBefore])
        if last == nil, changes.isEmpty { return false }
        for (table, change) in changes.sorted(by: { $0.key < $1.key }) {
            let known = try Row.fetchOne(
                db, sql: "SELECT rows, sum FROM row_sums WHERE table_name = ?", arguments: [table])
            var sum = try known.map { try RowDigest($0["sum"]) } ?? RowDigest()
            sum += change.sum
            try setSum(of: table, rows: (known?["rows"] as Int64? ?? 0) + change.rows, sum: sum.data)
        }
        guard let last else {
            try setEnd(eventsBefore + 1)
            try append(EventRecord(seq: 0, time_us: now, kind: "rows", sums: try view.rowDigest()))
            return true
        }
        let seq: Int64 = last["seq"]
        try setEnd(seq)
        var event = try EventChain.decode(last["body"])
        event.sums = try view.rowDigest()
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
