import GRDB

/// What an operator has mended after the disk and the ledger have come apart.
extension LedgerTransaction {
    /// Writes down one step of a repair.
    public func recordRepair(_ subject: String, capture: Int64? = nil, action: String, who: String, why: String?) throws
    {
        try append(kind: "repair", capture: capture, subject: subject, to: action, who: who, why: why)
    }

    /// The bytes of a capture are gone: it is expired, and its rows stay as they are. One that was never decoded is
    /// wanted again if its source still has it.
    public func giveUp(capture id: Int64, who: String, why: String) throws {
        let record = try view.requireCapture(id)
        if [.fetched, .incoming, .processing].contains(record.state) {
            try transition(capture: id, from: record.state, to: .quarantined, who: who, why: why)
            try transition(capture: id, from: .quarantined, to: .expired, who: who, why: why)
            try db.executeCached(sql: "DELETE FROM source_entities WHERE capture = ?", arguments: [id])
            try forgetPackets(of: id)
            try reviveDuplicates(of: id)
        } else {
            try transition(capture: id, from: record.state, to: .expired, who: who, why: why)
        }
        try resolveIntents(capture: id, message: why)
        try db.executeCached(
            sql: "UPDATE captures SET directory = NULL, file_name = NULL, run = NULL, reason = ? WHERE id = ?",
            arguments: [why, id])
    }

    /// A capture whose file is there and which this ledger does not know, because it is older than the capture: adopted
    /// as if it had just arrived, with the id that its file's name has, so that nothing else ever has it.
    public func readopt(
        id: Int64, server: String, name: String, directory: String, fileName: String, sizeBytes: Int64,
        modifiedUs: Int64, sha256: String, who: String
    ) throws {
        try db.executeCached(
            sql: """
                INSERT INTO captures (id, server, name, state, size_bytes, modified_us, directory, file_name, sha256,
                    announced_us, fetched_us, incoming_us, changed_us)
                VALUES (?, ?, ?, 'incoming', ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, server, name, sizeBytes, modifiedUs, directory, fileName, sha256, now, now, now, now,
            ])
        try append(
            kind: "capture", capture: id, subject: server + ":" + name, to: CaptureState.incoming.rawValue, who: who,
            why: "found in \(directory); the ledger is older")
        try intendMove(capture: id, to: "incoming/\(server)", name: "\(id)-\(name)")
    }

    /// A capture whose bytes are gone and whose rows are still there: it is expired.
    public func readoptExpired(id: Int64, server: String, who: String) throws {
        try db.executeCached(
            sql: """
                INSERT INTO captures (id, server, name, state, size_bytes, modified_us, announced_us, changed_us, reason)
                VALUES (?, ?, ?, 'expired', 0, 0, ?, ?, 'known by its rows only')
                """, arguments: [id, server, "capture \(id)", now, now])
        try append(
            kind: "capture", capture: id, subject: server, to: CaptureState.expired.rawValue, who: who,
            why: "known by its rows only; the ledger is older")
    }

    /// A Parquet file that this ledger does not know, because it is older than the file: live again, without the rows of
    /// captures that have theirs from elsewhere. Wherever it lies, it waits for the next rewrite of its day.
    public func readopt(_ file: PublishedFile, masked: [Int64], who: String) throws {
        try db.executeCached(
            sql: """
                INSERT INTO data_files (table_name, day, area, generation, path, rows, bytes, sha256, live, created_us)
                VALUES (?, ?, 'staging', 0, ?, ?, ?, ?, 1, ?)
                """, arguments: [file.table, file.day, file.path, file.rows, file.bytes, file.sha256, now])
        let id = db.lastInsertedRowID
        for (capture, rows) in file.rowsByCapture.sorted(by: { $0.key < $1.key }) {
            try db.executeCached(
                sql: "INSERT INTO capture_rows (file, capture, rows) VALUES (?, ?, ?)", arguments: [id, capture, rows])
        }
        for capture in masked.sorted() {
            try db.executeCached(
                sql: "INSERT INTO masks (file, capture, created_us) VALUES (?, ?, ?)", arguments: [id, capture, now])
        }
        try touch(table: file.table, day: file.day)
        try append(
            kind: "file", subject: file.path, to: "live", who: who,
            why: "taken over: \(file.rows) rows, sha256 \(file.sha256)")
    }

    /// A decoder state that this ledger does not know: the next capture takes it in, instead of those that are open.
    public func readopt(state: DecodeCommit.State, server: String, capture: Int64) throws {
        try db.executeCached(
            sql: "UPDATE states SET status = 'consumed', consumed_by = ? WHERE server = ? AND status = 'open'",
            arguments: [capture, server])
        try db.executeCached(
            sql: """
                INSERT INTO states (server, capture, path, bytes, sha256, status, created_us)
                VALUES (?, ?, ?, ?, ?, 'open', ?)
                """, arguments: [server, capture, state.path, state.bytes, state.sha256, now])
    }
}
