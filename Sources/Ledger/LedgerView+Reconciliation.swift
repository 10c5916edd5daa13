import GRDB

/// What is compared with the disk.
extension LedgerView {
    /// Gives each capture that has a file, in no order.
    public func eachCapturePlace(_ body: (CapturePlace) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, state, directory, file_name, size_bytes FROM captures
                WHERE state IN ('fetched', 'incoming', 'processing', 'loaded', 'archived', 'quarantined', 'duplicate')
                AND directory IS NOT NULL AND file_name IS NOT NULL
                """)
        while let row = try rows.next() {
            guard let state = CaptureState(rawValue: row["state"]) else { continue }
            let (directory, name): (String, String) = (row["directory"], row["file_name"])
            try body(
                CapturePlace(
                    id: row["id"], state: state, path: directory + "/" + name, sizeBytes: row["size_bytes"]))
        }
    }

    /// Live Parquet files, the oldest first.
    public func liveDataFiles() throws -> [DataFileRecord] {
        try DataFileRecord.fetchAll(db, sql: "SELECT * FROM data_files WHERE live = 1 ORDER BY id")
    }

    /// States that the next capture of their chain takes in.
    public func openStates() throws -> [DecoderStateRecord] {
        try DecoderStateRecord.fetchAll(db, sql: "SELECT * FROM states WHERE status = 'open' ORDER BY id")
    }

    /// Moves that are open, in conflict or lost, and when each was decided.
    public func unsettledIntents() throws -> [(record: IntentRecord, createdUs: Int64)] {
        try Row.fetchAll(db, sql: "SELECT * FROM intents WHERE \(LedgerSchema.unsettledIntent) ORDER BY id").map {
            (try IntentRecord(row: $0), $0["created_us"])
        }
    }

    /// Attempts that go on, as their directories are called: `<run>.<attempt>`.
    public func runningAttempts() throws -> Set<String> {
        Set(try runs(state: .running).map { "\($0.id).\($0.attempt)" })
    }

    /// Masks on files that are not live or have no row of the capture; with the file's path.
    public func strayMasks() throws -> [(mask: (file: Int64, capture: Int64), path: String)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT m.file, m.capture, f.path FROM masks m JOIN data_files f ON f.id = m.file WHERE f.live = 0
                OR NOT EXISTS (SELECT 1 FROM capture_rows r WHERE r.file = m.file AND r.capture = m.capture)
                ORDER BY m.file, m.capture LIMIT 1000
                """
        ).map { (($0["file"], $0["capture"]), $0["path"]) }
    }

    public func isMasked(file: Int64, capture: Int64) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM masks WHERE file = ? AND capture = ?)", arguments: [file, capture])
            ?? false
    }

    /// Rows by capture of one file that readers see.
    public func unmaskedRows(file: Int64) throws -> [(capture: Int64, rows: Int64)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT capture, rows FROM capture_rows r WHERE file = ? AND NOT EXISTS (
                    SELECT 1 FROM masks m WHERE m.file = r.file AND m.capture = r.capture) ORDER BY capture
                """, arguments: [file]
        ).map { ($0["capture"], $0["rows"]) }
    }
}
