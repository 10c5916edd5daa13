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

extension Ledger {
    /// A ledger that was lost is not begun anew by mistake: everything that the old one knew would be taken for strays.
    ///
    /// - Throws: `LedgerError.lost`.
    static func refuseToReplaceLost(_ path: String) throws {
        if try DurableFile.exists(path) { return }
        if try DurableFile.exists(LedgerRestore.draft(of: path)) {
            throw LedgerError.lost(path: path, what: "a restore was interrupted")
        }
        let root = (path as NSString).deletingLastPathComponent
        if let last = try CheckpointFile(root: root).read().last {
            throw LedgerError.lost(
                path: path, what: "a checkpoint of \(last.timeText) knows event \(last.seq) of ledger \(last.ledger)")
        }
    }

    /// Keeps the checkpoint of a restore that was cut off before it could: to be called before anything else happens.
    /// Gives it if it was missing. Blocks.
    public func completeRestore(root: String) async throws -> LedgerCheckpoint? {
        let file = CheckpointFile(root: root)
        guard let checkpoint = try await read({ try $0.checkpointOfRestore() }),
            try !file.read().contains(where: { $0.kind == .restored && $0.hash == checkpoint.hash })
        else { return nil }
        try file.append(checkpoint)
        return checkpoint
    }
}
