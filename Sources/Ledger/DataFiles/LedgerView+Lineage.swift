import GRDB

/// Lineage: which rows of which capture are in a file, and which of them readers do not see.
extension LedgerView {
    /// Rows by capture of one file, masked or not.
    public func captureRows(file: Int64) throws -> [(capture: Int64, rows: Int64)] {
        try Row.fetchAll(
            db, sql: "SELECT capture, rows FROM capture_rows WHERE file = ? ORDER BY capture", arguments: [file]
        )
        .map { ($0["capture"], $0["rows"]) }
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

    /// Rows of a capture in live files that readers do not see.
    public func maskedRows(ofCapture capture: Int64) throws -> Int64 {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT sum(r.rows) FROM capture_rows r JOIN data_files f ON f.id = r.file
                JOIN masks m ON m.file = r.file AND m.capture = r.capture WHERE r.capture = ? AND f.live = 1
                """, arguments: [capture]) ?? 0
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

    /// Captures whose rows in a file are not there for readers, in order.
    func masks(file: Int64) throws -> [Int64] {
        try Int64.fetchAll(db, sql: "SELECT capture FROM masks WHERE file = ? ORDER BY capture", arguments: [file])
    }

    public func isMasked(file: Int64, capture: Int64) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM masks WHERE file = ? AND capture = ?)", arguments: [file, capture])
            ?? false
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
}

extension LedgerTransaction {
    /// Takes the live rows of a capture away: its own files are retired, in shared ones it is masked.
    func retireRows(of capture: Int64, run: Int64?) throws {
        for file in try view.liveFiles(ofCapture: capture) {
            let others = try Int64.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM capture_rows r WHERE r.file = ? AND r.capture <> ?
                    AND NOT EXISTS (SELECT 1 FROM masks m WHERE m.file = r.file AND m.capture = r.capture)
                    """, arguments: [file.id, capture])
            if others == 0 {
                try retire(file: file.id)
                continue
            }
            try db.executeCached(
                sql: "INSERT OR IGNORE INTO masks (file, capture, run, created_us) VALUES (?, ?, ?, ?)",
                arguments: [file.id, capture, run, now])
            try touch(table: file.tableName, day: file.day)
            try append(kind: "mask", capture: capture, run: run, subject: file.path)
        }
    }

    /// A mask that hides nothing goes.
    public func removeMask(file: Int64, capture: Int64) throws {
        try changeOne(
            "DELETE FROM masks WHERE file = ? AND capture = ?", [file, capture],
            else: "there is no mask over capture \(capture) in file \(file)")
    }
}
