public import GRDB

/// A capture that could not be had although its server answers and the disk is well: what failed, how often, and when it
/// is tried again. A row of `capture_troubles`.
public struct CaptureTrouble: Codable, Sendable, Equatable {
    public var capture: Int64
    public var server: String
    public var name: String
    public var state: CaptureState
    public var attempts: Int64
    public var firstUs: Int64
    public var lastUs: Int64
    /// When it is tried again.
    public var nextUs: Int64
    /// Trying again has not helped, or cannot before somebody does something: nothing waits for it.
    public var hopeless: Bool
    public var error: String
}

extension CaptureTrouble: FetchableRecord {
    public init(row: Row) throws {
        guard let known = CaptureState(rawValue: row["state"]) else {
            throw LedgerError.damaged("there is no state \(row["state"] as String)")
        }
        (capture, server, name, state) = (row["capture"], row["server"], row["name"], known)
        (attempts, firstUs, lastUs) = (row["attempts"], row["first_us"], row["last_us"])
        (nextUs, hopeless, error) = (row["next_us"], row["hopeless"], row["error"])
    }
}

extension LedgerTransaction {
    /// After so many failures in a row nothing waits for a capture any more.
    static let attemptsUntilHopeless: Int64 = 3

    /// A capture could not be had. The first failure, one with another reason and the loss of hope are events.
    ///
    /// - Parameters:
    ///   - isHopeless: trying again cannot help before somebody does something.
    ///   - nextUs: when it is tried again; it is given how often it has failed now.
    public func recordTrouble(
        capture id: Int64, error: String, isHopeless: Bool, run: Int64?, nextUs: (Int64) -> Int64
    ) throws {
        let before = try view.trouble(capture: id)
        let attempts = (before?.attempts ?? 0) + 1
        let hopeless = isHopeless || attempts >= Self.attemptsUntilHopeless
        try db.executeCached(
            sql: """
                INSERT INTO capture_troubles (capture, attempts, first_us, last_us, next_us, hopeless, error)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (capture) DO UPDATE SET attempts = excluded.attempts,
                    last_us = excluded.last_us, next_us = excluded.next_us, hopeless = excluded.hopeless,
                    error = excluded.error
                """, arguments: [id, attempts, before?.firstUs ?? now, now, nextUs(attempts), hopeless, error])
        if before == nil || before?.error != error || before?.hopeless != hopeless {
            try append(
                kind: "trouble", capture: id, run: run, subject: "capture \(id)",
                to: hopeless ? "hopeless" : "failed", why: error)
        }
    }

    /// It could be had after all, without a change of the capture's state.
    public func endTrouble(capture id: Int64) throws {
        try db.executeCached(sql: "DELETE FROM capture_troubles WHERE capture = ?", arguments: [id])
    }
}

extension LedgerView {
    private static let trouble = """
        SELECT t.*, c.server, c.name, c.state FROM capture_troubles t JOIN captures c ON c.id = t.capture
        """

    /// Captures that could not be had, those first that have waited longest.
    public func troubles(server: String? = nil, limit: Int = 1000) throws -> [CaptureTrouble] {
        let order = " ORDER BY t.first_us, t.capture LIMIT ?"
        guard let server else { return try CaptureTrouble.fetchAll(db, sql: Self.trouble + order, arguments: [limit]) }
        return try CaptureTrouble.fetchAll(
            db, sql: Self.trouble + " WHERE c.server = ?" + order, arguments: [server, limit])
    }

    public func trouble(capture id: Int64) throws -> CaptureTrouble? {
        try CaptureTrouble.fetchOne(db, sql: Self.trouble + " WHERE t.capture = ?", arguments: [id])
    }

    /// Captures that are not to be tried again yet.
    public func restingCaptures(nowUs: Int64) throws -> Set<Int64> {
        try Set(
            Int64.fetchAll(db, sql: "SELECT capture FROM capture_troubles WHERE next_us > ?", arguments: [nowUs]))
    }

    /// Whether a capture in this state has failed before, and is to be tried again now.
    public func hasDueTrouble(state: CaptureState, nowUs: Int64) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM capture_troubles t JOIN captures c ON c.id = t.capture
                WHERE c.state = ? AND t.next_us <= ?)
                """, arguments: [state.rawValue, nowUs]) ?? false
    }
}
