import CDuckDB

/// A connection; used by one thread at a time, but for `interrupt`.
public final class Connection: @unchecked Sendable {
    let handle: duckdb_connection
    private let engine: Engine

    init(_ handle: duckdb_connection, engine: Engine) {
        self.handle = handle
        self.engine = engine
    }

    deinit {
        var handle: duckdb_connection? = handle
        duckdb_disconnect(&handle)
    }

    /// Stops what runs on this connection; from any thread.
    public func interrupt() { duckdb_interrupt(handle) }

    public func execute(_ sql: String) throws { _ = try run(sql) }

    /// All rows as text; nil for NULL. For small results.
    public func rows(_ sql: String) throws -> [[String?]] {
        var rows: [[String?]] = []
        try eachRow(sql) { rows.append($0) }
        return rows
    }

    /// Gives each row of a query as text, and the names of the columns before the first.
    @discardableResult
    public func eachRow(_ sql: String, _ body: ([String?]) throws -> Void) throws -> [String] {
        let result = try run("SELECT COLUMNS(*)::VARCHAR FROM (\n\(SQLText.withoutEnd(sql))\n)")
        let count = result.columnCount
        while let chunk = result.nextChunk() {
            for row in 0..<chunk.rowCount { try body((0..<count).map { chunk.text(row, column: $0) }) }
        }
        return result.columnNames
    }

    private func run(_ sql: String) throws -> QueryResult {
        let result = QueryResult()
        guard duckdb_query(handle, sql, &result.result) == DuckDBSuccess else {
            let message = duckdb_result_error(&result.result).map { String(cString: $0) } ?? "unknown error"
            throw WarehouseError.refused(sql, message)
        }
        return result
    }
}
