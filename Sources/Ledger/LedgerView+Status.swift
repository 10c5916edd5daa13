import GRDB

extension LedgerView {
    /// Captures by server and state.
    public func backlog() throws -> [Backlog] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT server, state, captures, bytes, (
                    SELECT min(changed_us) FROM captures WHERE captures.server = capture_counts.server
                    AND captures.state = capture_counts.state) AS oldest
                FROM capture_counts WHERE captures > 0 ORDER BY server, state
                """
        ).compactMap { row in
            guard let state = CaptureState(rawValue: row["state"]) else { return nil }
            return Backlog(
                server: row["server"], state: state, captures: row["captures"], bytes: row["bytes"],
                oldestUs: row["oldest"])
        }
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

    /// Runs that have failed lately, also those that are tried again: history, whether it is over or not. What is open is
    /// told by `openFailures`.
    public func failures(sinceUs: Int64, limit: Int = 20) throws -> [RunRecord] {
        try RunRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM runs WHERE finished_us >= ? AND \(LedgerSchema.failedRun)
                AND (state = 'discarded' OR (state IN ('retryable', 'interrupted') AND error IS NOT NULL))
                ORDER BY finished_us DESC LIMIT ?
                """, arguments: [sinceUs, limit])
    }
}
