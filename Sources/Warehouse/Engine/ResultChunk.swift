import CDuckDB

/// Some rows of a result whose columns are text.
final class ResultChunk {
    private var chunk: duckdb_data_chunk?
    let rowCount: Int

    init(_ chunk: duckdb_data_chunk) {
        self.chunk = chunk
        rowCount = Int(duckdb_data_chunk_get_size(chunk))
    }

    deinit { duckdb_destroy_data_chunk(&chunk) }

    func text(_ row: Int, column: Int) -> String? {
        let vector = duckdb_data_chunk_get_vector(chunk, idx_t(column))
        if let validity = duckdb_vector_get_validity(vector), validity[row >> 6] & (1 << UInt64(row & 63)) == 0 {
            return nil
        }
        guard let data = duckdb_vector_get_data(vector) else { return nil }
        return StringCell.read(data + row * StringCell.size)
    }
}
