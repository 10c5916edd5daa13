import Foundation
import GRDB

extension Ledger {
    /// Copies the ledger while it is in use, verifies the copy, and gives its verification. `path` must not exist.
    ///
    /// Blocks; call it off the cooperative pool.
    public func backup(to path: String) throws -> LedgerVerification { try Self.copy(pool, to: path) }

    /// Copies a ledger to a file that appears whole and synced, or not at all; one that is there is replaced.
    static func backup(_ pool: DatabasePool, replacing path: String) throws -> LedgerVerification {
        let partial = path + ".part"
        try DurableFile.remove(partial)
        let report = try copy(pool, to: partial)
        try DurableFile.sync(partial)
        try DurableFile.replace(path, with: partial)
        return report
    }

    /// Copies a database to a new file, and verifies the copy.
    static func copy(_ source: some DatabaseReader, to path: String) throws -> LedgerVerification {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let copy = try DatabaseQueue(path: path, configuration: configuration)
        try source.backup(to: copy)
        try copy.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
        let report = try copy.read { db in try LedgerView(db: db).verify() }
        try copy.close()
        return report
    }
}
