public import GRDB
public import Model

/// A row of `partitions`.
public struct PartitionRecord: Codable, Sendable, Equatable {
    public var tableName: String
    public var day: String
    /// The compacted generation that is live; 0: none yet.
    public var generation: Int64
    /// Grows with every change of the live set.
    public var revision: Int64
    public var purgedUs: Int64?
    public var changedUs: Int64
}

extension PartitionRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}

extension PartitionRecord {
    /// What runs that rewrite the day work on.
    public var subject: RunSubject { RunSubject("\(tableName)/\(day)") }
}

/// A (table, day) that has something to compact.
public struct StagedPartition: Codable, Sendable, Equatable {
    public var tableName: String
    public var day: String
    public var generation: Int64
    public var revision: Int64
    public var changedUs: Int64
    public var stagedFiles: Int64
    public var stagedRows: Int64
    /// All live rows of the day.
    public var rows: Int64
    public var masks: Int64
}

extension StagedPartition: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}

extension StagedPartition {
    /// What runs that rewrite the day work on.
    public var subject: RunSubject { RunSubject("\(tableName)/\(day)") }
}

/// A (table, day) with many small files in staging that have been merged equally often.
public struct MergeablePartition: Codable, Sendable, Equatable {
    public var tableName: String
    public var day: String
    /// How often their rows have been merged; 0: they are as decodes have made them.
    public var generation: Int64
    public var files: Int
    public var oldestFile: Int64
}

extension MergeablePartition: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}

extension MergeablePartition {
    /// What runs that rewrite the day work on.
    public var subject: RunSubject { RunSubject("\(tableName)/\(day)") }
}

/// What is live of a table in an area.
public struct TableTotal: Sendable, Codable, Equatable {
    public var table: String
    public var area: String
    public var files: Int64
    public var rows: Int64
    public var bytes: Int64
}

extension LedgerView {
    public func partition(table: String, day: String) throws -> PartitionRecord {
        try PartitionRecord.fetchOne(
            db, sql: "SELECT * FROM partitions WHERE table_name = ? AND day = ?", arguments: [table, day])
            ?? PartitionRecord(tableName: table, day: day, generation: 0, revision: 0, changedUs: 0)
    }

    /// Partitions with live files, the oldest day first.
    public func livePartitions() throws -> [PartitionRecord] {
        try PartitionRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM partitions WHERE EXISTS (SELECT 1 FROM data_files WHERE live = 1
                    AND data_files.table_name = partitions.table_name AND data_files.day = partitions.day)
                ORDER BY day, table_name
                """)
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

    /// Live rows, files and bytes by table and area.
    public func tableTotals() throws -> [TableTotal] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT table_name, area, count(*) AS files, sum(rows) AS rows, sum(bytes) AS bytes FROM data_files
                WHERE live = 1 GROUP BY table_name, area ORDER BY table_name, area
                """
        ).map {
            TableTotal(
                table: $0["table_name"], area: $0["area"], files: $0["files"], rows: $0["rows"], bytes: $0["bytes"])
        }
    }
}

/// What can be merged before a day is closed: small files of staging that have been merged equally often, so that each
/// row is written again only a few times however many files come.
extension LedgerView {
    /// Days that have at least so many files of one kind below a size in staging; the oldest first.
    public func mergeablePartitions(atLeast count: Int, belowBytes bytes: Int64) throws -> [MergeablePartition] {
        try MergeablePartition.fetchAll(
            db,
            sql: """
                SELECT table_name, day, generation, count(*) AS files, min(id) AS oldest_file FROM data_files
                WHERE live = 1 AND area = 'staging' AND bytes < ?2
                GROUP BY table_name, day, generation HAVING count(*) >= ?1 ORDER BY day, table_name, generation
                """, arguments: [count, bytes])
    }

    /// The files of one merge, the oldest first, with their masks.
    public func mergeInputs(of partition: MergeablePartition, belowBytes bytes: Int64, limit: Int) throws
        -> [Snapshot.File]
    {
        try Row.fetchAll(
            db,
            sql: """
                SELECT id, path, rows FROM data_files WHERE live = 1 AND area = 'staging' AND table_name = ? AND day = ?
                AND generation = ? AND bytes < ? ORDER BY id LIMIT ?
                """, arguments: [partition.tableName, partition.day, partition.generation, bytes, limit]
        ).map { row in
            Snapshot.File(
                id: row["id"], table: partition.tableName, day: partition.day, path: row["path"], rows: row["rows"],
                masked: try masks(file: row["id"]))
        }
    }
}
