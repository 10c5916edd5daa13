import GRDB

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

    /// Decides that a file is removed.
    public func intendRemoval(path: String, sizeBytes: Int64, sha256: String?) throws {
        try db.executeCached(
            sql: """
                INSERT INTO intents (kind, source, size_bytes, sha256, status, created_us) VALUES ('remove', ?, ?, ?, 'open', ?)
                """, arguments: [path, sizeBytes, sha256, now])
    }

    /// What is settled already stays as it is. The effect of an intent is there (`done`), or it cannot be had (`conflict`, `lost`).
    public func settle(intent id: Int64, status: String, message: String? = nil) throws {
        try db.executeCached(
            sql:
                "UPDATE intents SET status = ?, settled_us = ?, message = ? WHERE id = ? AND status IN ('open', 'conflict')",
            arguments: [status, now, message, id])
        if db.changesCount == 0 { return }
        if status != "done" {
            let capture = try Int64.fetchOne(db, sql: "SELECT capture FROM intents WHERE id = ?", arguments: [id])
            try append(kind: "intent", capture: capture, subject: "intent \(id)", to: status, why: message)
        }
    }
}
