import CDuckDB
import Tables

/// The rows of the batches in a queue.
final class BatchSource: RowSource {
    let schema: TableSchema
    private let queue: BatchQueue
    private var batch: ColumnBatch?
    private var row = 0
    private(set) var rows: Int64 = 0
    private let chunkRows = Int(duckdb_vector_size())

    init(schema: TableSchema, queue: BatchQueue) {
        self.schema = schema
        self.queue = queue
    }

    func fill(_ chunk: duckdb_data_chunk) throws -> Int {
        while true {
            if let batch, row < batch.rowCount {
                let count = min(chunkRows, batch.rowCount - row)
                for (index, column) in batch.columns.enumerated() {
                    guard let vector = duckdb_data_chunk_get_vector(chunk, idx_t(index)) else { continue }
                    VectorFill.fill(vector, column, from: row, count: count)
                }
                row += count
                rows += Int64(count)
                return count
            }
            batch = nil
            guard let next = try queue.take() else { return 0 }
            ValidText.ensure(next)
            batch = next
            row = 0
        }
    }
}
