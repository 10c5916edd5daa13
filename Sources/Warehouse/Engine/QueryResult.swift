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

    /// nil at the end.
    ///
    /// - Throws: a streamed statement failed on the way.
    func nextChunk() throws -> ResultChunk? {
        guard let chunk = duckdb_fetch_chunk(result) else {
            if let message = errorMessage { throw connection.failure(sql, message) }
            return nil
        }
        let held = ResultChunk(chunk)
        return held.rowCount > 0 ? held : nil
    }
}

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

/// A string in a vector of DuckDB: length, then up to twelve bytes, or four and a pointer to all of them.
enum StringCell {
    static let size = MemoryLayout<duckdb_string_t>.size
    private static let inlineLimit = 12

    /// Points to bytes that must live until the vector is consumed.
    @inline(__always)
    static func write(_ cell: UnsafeMutableRawPointer, _ bytes: UnsafeRawBufferPointer) {
        cell.storeBytes(of: UInt32(bytes.count), as: UInt32.self)
        if bytes.count <= inlineLimit {
            (cell + 4).storeBytes(of: 0, as: UInt64.self)
            (cell + 12).storeBytes(of: 0, as: UInt32.self)
            if let base = bytes.baseAddress { (cell + 4).copyMemory(from: base, byteCount: bytes.count) }
        } else if let base = bytes.baseAddress {
            (cell + 4).copyMemory(from: base, byteCount: 4)
            (cell + 8).storeBytes(of: base, as: UnsafeRawPointer.self)
        }
    }

    static func read(_ cell: UnsafeMutableRawPointer) -> String {
        let count = Int(cell.load(as: UInt32.self))
        let base = count <= inlineLimit ? UnsafeRawPointer(cell + 4) : (cell + 8).load(as: UnsafeRawPointer.self)
        return String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
    }
}
