public import GRDB

/// A row of `data_files`.
public struct DataFileRecord: Codable, Sendable, Equatable {
    public var id: Int64
    public var tableName: String
    public var day: String
    public var area: String
    public var generation: Int64
    public var path: String
    public var rows: Int64
    public var bytes: Int64
    public var sha256: String
    public var run: Int64?
    public var live: Bool
    public var createdUs: Int64
    public var retiredUs: Int64?
    public var removedUs: Int64?
}

extension DataFileRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}

/// A Parquet file that has its final name and is synced, about to become live.
public struct PublishedFile: Sendable, Codable, Equatable {
    public var table: String
    public var day: String
    /// Relative to the data root.
    public var path: String
    public var rows: Int64
    public var bytes: Int64
    public var sha256: String
    public var rowsByCapture: [Int64: Int64]

    public init(
        table: String, day: String, path: String, rows: Int64, bytes: Int64, sha256: String,
        rowsByCapture: [Int64: Int64]
    ) {
        self.table = table
        self.day = day
        self.path = path
        self.rows = rows
        self.bytes = bytes
        self.sha256 = sha256
        self.rowsByCapture = rowsByCapture
    }
}

/// Files that have their final names become live, or stop being so.
extension LedgerTransaction {
    /// Inserts a live file with its lineage.
    func publish(_ file: PublishedFile, area: String, generation: Int64, run: Int64) throws -> Int64 {
        try db.executeCached(
            sql: """
                INSERT INTO data_files (table_name, day, area, generation, path, rows, bytes, sha256, run, live, created_us)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
                """,
            arguments: [
                file.table, file.day, area, generation, file.path, file.rows, file.bytes, file.sha256, run, now,
            ])
        let id = db.lastInsertedRowID
        for (capture, rows) in file.rowsByCapture.sorted(by: { $0.key < $1.key }) {
            try db.executeCached(
                sql: "INSERT INTO capture_rows (file, capture, rows) VALUES (?, ?, ?)", arguments: [id, capture, rows])
        }
        try touch(table: file.table, day: file.day)
        try append(
            kind: "file", run: run, subject: file.path, to: "live", why: "\(file.rows) rows, sha256 \(file.sha256)")
        return id
    }

    /// A live file is live no more; its bytes stay until no lease needs them.
    public func retire(file id: Int64) throws {
        let file = try view.requireDataFile(id)
        try changeOne(
            "UPDATE data_files SET live = 0, retired_us = ? WHERE id = ? AND live = 1", [now, id],
            else: "file \(id) is not live")
        try db.executeCached(sql: "DELETE FROM masks WHERE file = ?", arguments: [id])
        try touch(table: file.tableName, day: file.day)
        try append(kind: "file", subject: file.path, from: "live", to: "retired")
    }

    /// Confirms that a retired file's bytes are gone.
    public func removed(file id: Int64) throws {
        try db.executeCached(
            sql: "UPDATE data_files SET removed_us = ? WHERE id = ? AND live = 0", arguments: [now, id])
    }

    func touch(table: String, day: String) throws {
        try db.executeCached(
            sql: """
                INSERT INTO partitions (table_name, day, revision, changed_us) VALUES (?, ?, 1, ?)
                ON CONFLICT (table_name, day) DO UPDATE SET revision = revision + 1, changed_us = excluded.changed_us
                """, arguments: [table, day, now])
    }
}

extension LedgerView {
    public func requireDataFile(_ id: Int64) throws -> DataFileRecord {
        guard let file = try DataFileRecord.fetchOne(db, sql: "SELECT * FROM data_files WHERE id = ?", arguments: [id])
        else {
            throw LedgerError.notFound("data file \(id)")
        }
        return file
    }

    /// Live Parquet files, the oldest first.
    public func liveDataFiles() throws -> [DataFileRecord] {
        try DataFileRecord.fetchAll(db, sql: "SELECT * FROM data_files WHERE live = 1 ORDER BY id")
    }

    /// Live files of the warehouse and staging whose day is before `day`.
    public func liveFiles(beforeDay day: String, limit: Int = 1000) throws -> [DataFileRecord] {
        try DataFileRecord.fetchAll(
            db, sql: "SELECT * FROM data_files WHERE live = 1 AND day < ? ORDER BY day LIMIT ?",
            arguments: [day, limit])
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

    /// When the last capture that has rows in a file was loaded; `nil`: it has none.
    public func lastLoadedUs(file: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: "SELECT max(c.loaded_us) FROM capture_rows r JOIN captures c ON c.id = r.capture WHERE r.file = ?",
            arguments: [file])
    }

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
