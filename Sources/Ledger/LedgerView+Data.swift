import GRDB

extension LedgerView {
    /// Everything that is live, with masks.
    public func liveSet(table: String? = nil, day: String? = nil) throws -> [Snapshot.File] {
        let masks = try Row.fetchAll(db, sql: "SELECT file, capture FROM masks ORDER BY file, capture")
        var masked: [Int64: [Int64]] = [:]
        for row in masks { masked[row["file"], default: []].append(row["capture"]) }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id, table_name, day, path, rows FROM data_files
                WHERE live = 1 AND (?1 IS NULL OR table_name = ?1) AND (?2 IS NULL OR day = ?2) ORDER BY table_name, day, id
                """, arguments: [table, day])
        return rows.map { row in
            Snapshot.File(
                id: row["id"], table: row["table_name"], day: row["day"], path: row["path"], rows: row["rows"],
                masked: masked[row["id"]] ?? [])
        }
    }

    /// Captures whose rows in a file are not there for readers, in order.
    func masks(file: Int64) throws -> [Int64] {
        try Int64.fetchAll(db, sql: "SELECT capture FROM masks WHERE file = ? ORDER BY capture", arguments: [file])
    }

    public func liveFiles(ofCapture capture: Int64) throws -> [DataFileRecord] {
        try DataFileRecord.fetchAll(
            db,
            sql: """
                SELECT f.* FROM data_files f JOIN capture_rows r ON r.file = f.id WHERE r.capture = ? AND f.live = 1
                AND NOT EXISTS (SELECT 1 FROM masks m WHERE m.file = f.id AND m.capture = r.capture) ORDER BY f.id
                """, arguments: [capture])
    }

    /// Rows of a capture by live file.
    public func liveRows(ofCapture capture: Int64) throws -> [(path: String, table: String, day: String, rows: Int64)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT f.path, f.table_name, f.day, r.rows FROM data_files f JOIN capture_rows r ON r.file = f.id
                WHERE r.capture = ? AND f.live = 1
                AND NOT EXISTS (SELECT 1 FROM masks m WHERE m.file = f.id AND m.capture = r.capture) ORDER BY f.id
                """, arguments: [capture]
        ).map { ($0["path"], $0["table_name"], $0["day"], $0["rows"]) }
    }

    public func partition(table: String, day: String) throws -> PartitionRecord {
        try PartitionRecord.fetchOne(
            db, sql: "SELECT * FROM partitions WHERE table_name = ? AND day = ?", arguments: [table, day])
            ?? PartitionRecord(tableName: table, day: day, generation: 0, revision: 0, changedUs: 0)
    }

    /// Days that have live files in staging, and how many; the oldest first.
    public func stagedPartitions() throws -> [StagedPartition] {
        try StagedPartition.fetchAll(
            db,
            sql: """
                SELECT p.table_name, p.day, p.generation, p.revision, p.changed_us,
                    sum(f.area = 'staging') AS staged_files,
                    sum(CASE WHEN f.area = 'staging' THEN f.rows ELSE 0 END) AS staged_rows, sum(f.rows) AS rows,
                    (SELECT count(*) FROM masks m JOIN data_files g ON g.id = m.file
                     WHERE g.table_name = p.table_name AND g.day = p.day AND g.live = 1) AS masks
                FROM partitions p JOIN data_files f ON f.table_name = p.table_name AND f.day = p.day AND f.live = 1
                GROUP BY p.table_name, p.day HAVING staged_files > 0 OR masks > 0 ORDER BY p.day, p.table_name
                """)
    }

    /// When the last capture that has rows in a file was loaded; nil: it has none.
    public func lastLoadedUs(file: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: "SELECT max(c.loaded_us) FROM capture_rows r JOIN captures c ON c.id = r.capture WHERE r.file = ?",
            arguments: [file])
    }

    /// Live partitions older than a day that still carry addresses.
    public func unpurgedPartitions(beforeDay day: String) throws -> [PartitionRecord] {
        try PartitionRecord.fetchAll(
            db,
            sql: """
                SELECT p.* FROM partitions p WHERE p.day < ? AND p.purged_us IS NULL
                AND EXISTS (SELECT 1 FROM data_files f WHERE f.table_name = p.table_name AND f.day = p.day AND f.live = 1)
                ORDER BY p.day, p.table_name
                """, arguments: [day])
    }

    /// Whether a capture that is not loaded yet may still bring rows for a day that ends at `endUs`.
    public func hasOpenCapture(untilUs endUs: Int64) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM captures WHERE state IN ('announced', 'fetched', 'incoming', 'processing')
                AND modified_us < ? AND \(LedgerSchema.mayBeHad))
                """, arguments: [endUs + 3_600_000_000]) ?? false
    }

    /// Retired files that no lease names, retired before `beforeUs`.
    public func removableFiles(retiredBeforeUs beforeUs: Int64, limit: Int = 1000) throws -> [DataFileRecord] {
        try DataFileRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM data_files WHERE live = 0 AND removed_us IS NULL AND retired_us < ?
                AND NOT EXISTS (SELECT 1 FROM lease_files l WHERE l.file = data_files.id) ORDER BY retired_us, id LIMIT ?
                """, arguments: [beforeUs, limit])
    }

    /// Live files of the warehouse and staging whose day is before `day`.
    public func liveFiles(beforeDay day: String, limit: Int = 1000) throws -> [DataFileRecord] {
        try DataFileRecord.fetchAll(
            db, sql: "SELECT * FROM data_files WHERE live = 1 AND day < ? ORDER BY day LIMIT ?",
            arguments: [day, limit])
    }

    /// Captures of the archive that were loaded, and whose last packet was, before an instant; the oldest first.
    public func archived(server: String? = nil, beforeUs: Int64, limit: Int = 1000) throws -> [CapturePlace] {
        try places("SELECT * \(Self.archivedBefore) ORDER BY id LIMIT ?", [server, server, beforeUs, limit])
    }

    /// Captures that have been in quarantine since before an instant; the oldest first.
    public func quarantined(beforeUs: Int64, limit: Int) throws -> [CapturePlace] {
        try places(
            "SELECT * FROM captures WHERE state = 'quarantined' AND changed_us < ? ORDER BY id LIMIT ?",
            [beforeUs, limit])
    }

    private func places(_ sql: String, _ arguments: StatementArguments) throws -> [CapturePlace] {
        try CaptureRecord.fetchAll(db, sql: sql, arguments: arguments).map { capture in
            CapturePlace(
                id: capture.id, state: capture.state, path: capture.path ?? capture.localName,
                sizeBytes: capture.sizeBytes)
        }
    }

    /// How many captures `archived` would give without a limit.
    public func archivedCount(server: String, beforeUs: Int64) throws -> Int64 {
        try Int64.fetchOne(
            db, sql: "SELECT count(*) \(Self.archivedBefore)", arguments: [server, server, beforeUs]) ?? 0
    }

    /// Bytes of the captures that have come into the archive since then.
    public func archivedBytes(sinceUs: Int64) throws -> Int64 {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT coalesce(sum(size_bytes), 0) FROM captures
                WHERE state = 'archived' AND coalesce(loaded_us, archived_us) > ?
                """, arguments: [sinceUs]) ?? 0
    }

    private static let archivedBefore = """
        FROM captures WHERE state = 'archived' AND (? IS NULL OR server = ?)
        AND max(coalesce(loaded_us, archived_us), coalesce(last_packet_us, 0)) < ?
        """

    /// Whether a row names this file (relative to the data root): live, retired, a state, a capture or a move's end.
    public func knows(path: String) throws -> Bool {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM data_files WHERE path = ?1) OR EXISTS (SELECT 1 FROM states WHERE path = ?1)
                OR EXISTS (SELECT 1 FROM captures WHERE directory = ?2 AND file_name = ?3)
                OR EXISTS (SELECT 1 FROM intents WHERE source = ?1 AND \(LedgerSchema.unsettledIntent))
                OR EXISTS (SELECT 1 FROM intents WHERE target = ?1 AND \(LedgerSchema.unsettledIntent))
                """,
            arguments: [path, String(path[..<slash]), String(path[slash...].drop { $0 == "/" })]) ?? false
    }
}

extension LedgerView {
    /// Rows by capture of one file, masked or not.
    public func captureRows(file: Int64) throws -> [(capture: Int64, rows: Int64)] {
        try Row.fetchAll(
            db, sql: "SELECT capture, rows FROM capture_rows WHERE file = ? ORDER BY capture", arguments: [file]
        )
        .map { ($0["capture"], $0["rows"]) }
    }
}
