import CDuckDB

/// A statement that DuckDB has read and bound, but not run.
final class PreparedStatement {
    private(set) var handle: duckdb_prepared_statement?

    init(_ sql: String, on connection: Connection) throws {
        guard duckdb_prepare(connection.handle, sql, &handle) == DuckDBSuccess else {
            let message = duckdb_prepare_error(handle).map { String(cString: $0) } ?? "unknown error"
            duckdb_destroy_prepare(&handle)
            throw connection.failure(sql, message)
        }
    }

    deinit { duckdb_destroy_prepare(&handle) }

    var selects: Bool { duckdb_prepared_statement_type(handle) == DUCKDB_STATEMENT_TYPE_SELECT }
}
