import GRDB

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

    /// Runs that wait for their time wait as long as before, when the clock was set back.
    public func moveWaitingRuns(byUs step: Int64) throws {
        try db.executeCached(
            sql: """
                UPDATE runs SET available_us = max(0, available_us + ?)
                WHERE state IN ('available', 'retryable', 'interrupted') AND available_us > ?
                """, arguments: [step, now])
    }
}

extension LedgerView {
    /// Why the clock is not to be believed; nil: it is.
    public func clockDoubt() throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'clock_doubt'")
    }
}
