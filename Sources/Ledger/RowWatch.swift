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
        var sum = RowSum()
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
        if goes == 1 { change.sum -= RowSum(table: table, values: values[3..<3 + width]) }
        if comes == 1 { change.sum += RowSum(table: table, values: values[(values.count - width)...]) }
        change.rows += comes - goes
        unit[table] = change
    }
}
