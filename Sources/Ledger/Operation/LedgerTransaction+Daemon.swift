import GRDB

/// The daemon's own life, and times in which the data root could not be written.
extension LedgerTransaction {
    /// A daemon starts: the incarnation before it, if it never ended, has crashed.
    public func beginIncarnation(bootID: String, pid: Int32, program: String) throws -> (
        id: Int64, previousCrashed: Bool
    ) {
        try db.executeCached(
            sql: "UPDATE incarnations SET ended_us = ?, end_kind = 'crashed' WHERE ended_us IS NULL", arguments: [now])
        let crashed = db.changesCount > 0
        try db.executeCached(
            sql: "INSERT INTO incarnations (boot_id, pid, started_us, program) VALUES (?, ?, ?, ?)",
            arguments: [bootID, pid, now, program])
        let id = db.lastInsertedRowID
        try append(
            kind: "daemon", subject: "incarnation \(id)", to: "started",
            why: crashed ? "the one before did not end in order" : nil)
        return (id, crashed)
    }

    public func endIncarnation(_ id: Int64) throws {
        try db.executeCached(
            sql: "UPDATE incarnations SET ended_us = ?, end_kind = 'orderly' WHERE id = ? AND ended_us IS NULL",
            arguments: [now, id])
        try append(kind: "daemon", subject: "incarnation \(id)", to: "ended")
    }

    /// - Parameter state: `troubled` or `mended`.
    public func recordStorage(_ state: String, why: String) throws {
        try append(kind: "storage", subject: "data root", to: state, why: why)
    }
}

/// Whether the clock is to be believed. While it is not, nothing is deleted.
extension LedgerTransaction {
    private static let key = "clock_doubt"

    public func recordClockJump(_ what: String) throws {
        try append(kind: "clock", subject: "clock", to: "jumped", why: what)
    }

    /// Keeps the first reason; it stands until somebody confirms the clock.
    public func doubtClock(_ why: String) throws {
        if try view.clockDoubt() != nil { return }
        try db.executeCached(sql: "INSERT INTO meta (key, value) VALUES (?, ?)", arguments: [Self.key, why])
        try append(kind: "clock", subject: "clock", to: "doubted", why: why)
    }

    /// An operator has looked at the clock. Gives whether it was in doubt.
    public func confirmClock(who: String, reason: String?) throws -> Bool {
        try db.executeCached(sql: "DELETE FROM meta WHERE key = ?", arguments: [Self.key])
        if db.changesCount == 0 { return false }
        try append(kind: "clock", subject: "clock", to: "confirmed", who: who, why: reason)
        return true
    }
}

extension LedgerView {
    public func currentIncarnation() throws -> (id: Int64, startedUs: Int64, pid: Int64, ended: Bool)? {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM incarnations ORDER BY id DESC LIMIT 1") else {
            return nil
        }
        return (row["id"], row["started_us"], row["pid"], (row["ended_us"] as Int64?) != nil)
    }

    /// The boot that the newest incarnation belongs to.
    public func currentIncarnationBootID() throws -> String? {
        try String.fetchOne(db, sql: "SELECT boot_id FROM incarnations ORDER BY id DESC LIMIT 1")
    }

    /// Why the clock is not to be believed; `nil`: it is.
    public func clockDoubt() throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'clock_doubt'")
    }
}
