public import GRDB
public import Model

/// A row of `intents`: a move of a capture's file that has been decided.
public struct IntentRecord: Codable, Sendable, Equatable {
    public var id: Int64
    public var capture: Int64
    /// `move`, always.
    public var kind: String
    public var source: String
    public var target: String
    public var sizeBytes: Int64
    public var sha256: String?
    public var status: IntentState
    public var message: String?
}

extension IntentRecord: FetchableRecord {
    /// By hand: decoding by names that are turned from snake case costs several times as much, and a start reads many.
    public init(row: Row) throws {
        id = row["id"]
        kind = row["kind"]
        // The schema has removals, too, which no program has ever written.
        guard let capture = row["capture"] as Int64?, let target = row["target"] as String? else {
            throw LedgerError.damaged("intent \(id) is the move of no capture")
        }
        self.capture = capture
        self.target = target
        source = row["source"]
        sizeBytes = row["size_bytes"]
        sha256 = row["sha256"]
        guard let status = IntentState(rawValue: row["status"]) else {
            throw LedgerError.damaged("intent \(id) has no state \(row["status"] as String)")
        }
        self.status = status
        message = row["message"]
    }
}

/// Moves: decided here, applied by `FileFlow`, confirmed here.
extension LedgerTransaction {
    /// Decides that a capture's file moves; the capture's place is the target from now on.
    public func intendMove(capture id: Int64, to directory: String, name: String) throws {
        let record = try view.requireCapture(id)
        guard let source = record.path else { throw LedgerError.conflict("capture \(id) has no file to move") }
        let target = directory + "/" + name
        try db.executeCached(
            sql: "UPDATE captures SET directory = ?, file_name = ? WHERE id = ?", arguments: [directory, name, id])
        if source == target { return }
        try db.executeCached(
            sql: """
                INSERT INTO intents (capture, kind, source, target, size_bytes, sha256, status, created_us)
                VALUES (?, 'move', ?, ?, ?, ?, 'open', ?)
                """, arguments: [id, source, target, record.sizeBytes, record.sha256, now])
    }

    /// What is settled already stays as it is. The effect of an intent is there (`done`), or it cannot be had (`conflict`, `lost`).
    public func settle(intent id: Int64, status: IntentState, message: String? = nil) throws {
        try db.executeCached(
            sql:
                "UPDATE intents SET status = ?, settled_us = ?, message = ? WHERE id = ? AND status IN ('open', 'conflict')",
            arguments: [status.rawValue, now, message, id])
        if db.changesCount == 0 { return }
        if status != .done {
            let capture = try Int64.fetchOne(db, sql: "SELECT capture FROM intents WHERE id = ?", arguments: [id])
            try append(kind: "intent", capture: capture, subject: "intent \(id)", to: status.rawValue, why: message)
        }
    }

    /// All moves of a capture are over: its file is where the ledger says, or is given up.
    public func resolveIntents(capture: Int64, message: String) throws {
        try db.executeCached(
            sql: """
                UPDATE intents SET status = 'done', settled_us = ?, message = ?
                WHERE capture = ? AND status IN ('open', 'conflict', 'lost')
                """, arguments: [now, message, capture])
    }
}

extension LedgerView {
    /// Moves that are not settled, in the order in which they were decided: of one capture also those that are
    /// in conflict or lost: nothing is done with it before a person has settled them.
    public func openIntents(capture: Int64? = nil, after id: Int64 = 0, limit: Int = 10_000) throws -> [IntentRecord] {
        if let capture {
            return try IntentRecord.fetchAll(
                db,
                sql:
                    "SELECT * FROM intents WHERE capture = ? AND id > ? AND +status IN ('open', 'conflict', 'lost') ORDER BY id",
                arguments: [capture, id])
        }
        return try IntentRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM intents WHERE status = 'open' AND \(LedgerSchema.unsettledIntent) AND id > ? ORDER BY id LIMIT ?
                """, arguments: [id, limit])
    }

    /// The same of several captures; `nil`: of all.
    public func openIntents(captures: [Int64]?, after id: Int64 = 0) throws -> [IntentRecord] {
        guard let captures else { return try openIntents(after: id) }
        return try captures.flatMap { try openIntents(capture: $0, after: id) }.sorted { $0.id < $1.id }
    }

    /// All moves of a capture, settled or not, in the order in which they were decided.
    public func intents(capture: Int64, limit: Int = 1000) throws -> [IntentRecord] {
        try IntentRecord.fetchAll(
            db, sql: "SELECT * FROM intents WHERE capture = ? ORDER BY id LIMIT ?", arguments: [capture, limit])
    }

    /// Intents that could not be applied: conflicts and losses.
    public func troubledIntents() throws -> [IntentRecord] {
        try IntentRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM intents WHERE status IN ('conflict', 'lost') AND \(LedgerSchema.unsettledIntent)
                ORDER BY id LIMIT 1000
                """)
    }

    /// Moves that are open, in conflict or lost, and when each was decided.
    public func unsettledIntents() throws -> [(record: IntentRecord, createdUs: Int64)] {
        try Row.fetchAll(db, sql: "SELECT * FROM intents WHERE \(LedgerSchema.unsettledIntent) ORDER BY id").map {
            (try IntentRecord(row: $0), $0["created_us"])
        }
    }
}
