import CDuckDB

/// A result and its memory.
final class QueryResult {
    var result = duckdb_result()

    deinit { duckdb_destroy_result(&result) }

    var columnCount: Int { Int(duckdb_column_count(&result)) }

    var columnNames: [String] {
        (0..<columnCount).map { index in
            duckdb_column_name(&result, idx_t(index)).map { String(cString: $0) } ?? ""
        }
    }

    func nextChunk() -> ResultChunk? {
        guard let chunk = duckdb_fetch_chunk(result) else { return nil }
        let held = ResultChunk(chunk)
        return held.rowCount > 0 ? held : nil
    }
}
