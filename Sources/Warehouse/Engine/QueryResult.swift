import CDuckDB

/// A result and its memory.
final class QueryResult {
    var result = duckdb_result()
    private let sql: String
    private let connection: Connection

    init(sql: String, connection: Connection) {
        self.sql = sql
        self.connection = connection
    }

    deinit { duckdb_destroy_result(&result) }

    var errorMessage: String? { duckdb_result_error(&result).map { String(cString: $0) } }

    var columnCount: Int { Int(duckdb_column_count(&result)) }

    var columnNames: [String] {
        (0..<columnCount).map { index in
            duckdb_column_name(&result, idx_t(index)).map { String(cString: $0) } ?? ""
        }
    }

    /// nil at the end. Errors: a streamed statement failed on the way.
    func nextChunk() throws -> ResultChunk? {
        guard let chunk = duckdb_fetch_chunk(result) else {
            if let message = errorMessage { throw connection.failure(sql, message) }
            return nil
        }
        let held = ResultChunk(chunk)
        return held.rowCount > 0 ? held : nil
    }
}
