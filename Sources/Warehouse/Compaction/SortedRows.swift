import CDuckDB
import Tables

/// The rows of a statement, handed on chunk by chunk to one file after another, and counted by capture.
final class SortedRows: RowSource {
    let schema: TableSchema
    private let captureColumn: Int
    private var result: QueryResult?
    private var next: ResultChunk?
    /// Asked at every multiple of `rowGroupRows`: is this file large enough?
    var isFull: (_ rows: Int64) -> Bool = { _ in false }
    private let rowGroupRows: Int64
    private(set) var fileRows: Int64 = 0
    private(set) var rowsByCapture: [Int64: Int64] = [:]
    private var isCut = false

    init(_ result: QueryResult, schema: TableSchema, rowGroupRows: Int) throws {
        guard let capture = schema.index(of: Column.captureId) else {
            preconditionFailure("\(schema.table) does not know its captures")
        }
        self.schema = schema
        self.result = result
        self.rowGroupRows = Int64(rowGroupRows)
        captureColumn = capture
        next = try result.nextChunk()
    }

    var isAtEnd: Bool { next == nil }

    func beginFile() {
        fileRows = 0
        rowsByCapture = [:]
        isCut = false
    }

    /// Lets go of the statement.
    func close() {
        next = nil
        result = nil
    }

    func fill(_ chunk: duckdb_data_chunk) throws -> Int {
        if isCut { return 0 }
        guard let rows = next else { return 0 }
        for column in schema.columns.indices {
            duckdb_vector_reference_vector(duckdb_data_chunk_get_vector(chunk, idx_t(column)), rows.vector(column))
        }
        try count(rows)
        let before = fileRows / rowGroupRows
        fileRows += Int64(rows.rowCount)
        // The file is looked at when another row group is complete: before, nothing of it is on the disk.
        if fileRows / rowGroupRows > before { isCut = isFull(fileRows) }
        next = try result?.nextChunk()
        return rows.rowCount
    }

    private func count(_ rows: ResultChunk) throws {
        var row = 0
        while row < rows.rowCount {
            guard let capture = rows.integer(row, column: captureColumn) else {
                throw WarehouseError.statement(sql: "", message: "a row of \(schema.table) without \(Column.captureId)")
            }
            var end = row + 1
            while end < rows.rowCount, rows.integer(end, column: captureColumn) == capture { end += 1 }
            rowsByCapture[capture, default: 0] += Int64(end - row)
            row = end
        }
    }
}
