import GRDB

/// The live set at one instant, under a lease: what a reader may open.
public struct Snapshot: Sendable, Codable, Equatable {
    public struct File: Sendable, Codable, Equatable {
        public var id: Int64
        public var table: String
        public var day: String
        /// Relative to the data root.
        public var path: String
        public var rows: Int64
        /// Captures whose rows in this file are not there for readers.
        public var masked: [Int64]
    }

    public var lease: Int64
    public var files: [File]
}

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
}

extension LedgerTransaction {
    /// Takes a lease on the live set: the snapshot's files keep their paths until it is released or expires.
    public func lease(holder: String, pid: Int32, seconds: Int64) throws -> Snapshot {
        try db.executeCached(
            sql: "INSERT INTO leases (holder, pid, created_us, expires_us) VALUES (?, ?, ?, ?)",
            arguments: [holder, pid, now, now + seconds * 1_000_000])
        let id = db.lastInsertedRowID
        let files = try view.liveSet()
        for file in files {
            try db.executeCached(sql: "INSERT INTO lease_files (lease, file) VALUES (?, ?)", arguments: [id, file.id])
        }
        return Snapshot(lease: id, files: files)
    }

    public func release(lease id: Int64) throws {
        try db.executeCached(sql: "DELETE FROM lease_files WHERE lease = ?", arguments: [id])
        try db.executeCached(
            sql: "UPDATE leases SET released_us = ? WHERE id = ? AND released_us IS NULL", arguments: [now, id])
    }

    /// Releases what has expired, or whose process is gone.
    public func releaseExpiredLeases(isAlive: (Int32) -> Bool = { _ in true }) throws {
        for lease in try Row.fetchAll(db, sql: "SELECT id, pid, expires_us FROM leases WHERE released_us IS NULL") {
            let (id, pid, end): (Int64, Int64, Int64) = (lease["id"], lease["pid"], lease["expires_us"])
            if end <= now || !isAlive(Int32(truncatingIfNeeded: pid)) { try release(lease: id) }
        }
    }
}
