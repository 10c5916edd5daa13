import Foundation
import GRDB

/// How a ledger gets the schema of this program.
extension LedgerSchema {
    /// Makes the tables of a new ledger, or brings an older one forward in one transaction, after a backup beside it
    /// (`<path>.version-<old>`).
    static func migrate(_ pool: DatabasePool, path: String, now: Int64) throws {
        let current = try pool.writeWithoutTransaction { db in
            try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        }
        guard current <= version else {
            throw LedgerError.newerThanProgram(path: path, version: current, known: version)
        }
        if current == version { return }
        let before = try current == 0 ? nil : Ledger.backup(pool, replacing: "\(path).version-\(current)")
        try pool.writeWithoutTransaction { db in
            try db.inTransaction(.immediate) {
                if current < 1 {
                    try db.execute(sql: first)
                    try db.execute(
                        sql: "INSERT INTO meta (key, value) VALUES ('ledger_id', ?), ('created_us', ?)",
                        arguments: [UUID().uuidString.lowercased(), String(now)])
                }
                if current < 2 { try db.execute(sql: second) }
                if current < 3 { for group in third { try db.execute(sql: group) } }
                try startSums(LedgerTransaction(db: db, now: now), upgradedFrom: before.map { (current, $0) })
                try db.execute(sql: "PRAGMA user_version = \(version)")
                return .commit
            }
        }
    }

    /// Adds up all tables as they are. What was wrong with an older ledger is said in the event: the sums take it as it is.
    private static func startSums(
        _ tx: LedgerTransaction, upgradedFrom before: (version: Int, report: LedgerVerification)?
    ) throws {
        for table in try tx.view.summedTables() {
            let found = try tx.view.addUp(table)
            try tx.setSum(of: table, rows: found.rows, sum: found.sum.data)
        }
        guard let before else { return }
        try tx.setEnd(try tx.view.chainEnd().seq + 1)
        let problems = before.report.problems
        try tx.append(
            EventRecord(
                seq: 0, time_us: tx.now, kind: "ledger", subject: "schema", from: "version \(before.version)",
                to: "version \(version)",
                why: problems.isEmpty
                    ? nil : "\(problems.count) problems before: \(problems.prefix(3).joined(separator: "; "))",
                sums: try tx.view.rowDigest()))
    }
}
