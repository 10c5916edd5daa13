import CDuckDB

/// Some rows of a result.
final class ResultChunk {
    private var chunk: duckdb_data_chunk?
    let rowCount: Int

    init(_ chunk: duckdb_data_chunk) {
        self.chunk = chunk
        rowCount = Int(duckdb_data_chunk_get_size(chunk))
    }

    deinit { duckdb_destroy_data_chunk(&chunk) }

    func vector(_ column: Int) -> duckdb_vector? { duckdb_data_chunk_get_vector(chunk, idx_t(column)) }

    /// The value of a column of 64-bit integers, nil for NULL.
    func integer(_ row: Int, column: Int) -> Int64? {
        let vector = vector(column)
        if let validity = duckdb_vector_get_validity(vector), validity[row >> 6] & (1 << UInt64(row & 63)) == 0 {
            return nil
        }
        return duckdb_vector_get_data(vector)?.load(fromByteOffset: row * 8, as: Int64.self)
    }

    /// The value of a column of text, nil for NULL.
    func text(_ row: Int, column: Int) -> String? {
        let vector = vector(column)
        if let validity = duckdb_vector_get_validity(vector), validity[row >> 6] & (1 << UInt64(row & 63)) == 0 {
            return nil
        }
        guard let data = duckdb_vector_get_data(vector) else { return nil }
        return StringCell.read(data + row * StringCell.size)
    }
}
