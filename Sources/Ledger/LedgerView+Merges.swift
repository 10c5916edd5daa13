import GRDB

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
