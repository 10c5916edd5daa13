import CDuckDB
import Tables

/// A table function of DuckDB that gives the rows of the batches in a queue. One thread calls it.
final class BatchFeed {
    let schema: TableSchema
    let queue: BatchQueue
    private var batch: (any ColumnBatch)?
    private var row = 0
    private(set) var rows: Int64 = 0
    private let chunkRows = Int(duckdb_vector_size())

    init(schema: TableSchema, queue: BatchQueue) {
        self.schema = schema
        self.queue = queue
    }

    /// Makes the function known to a connection. The feed must outlive every use of it.
    func register(_ name: String, on connection: Connection) throws {
        var function: duckdb_table_function? = duckdb_create_table_function()
        defer { duckdb_destroy_table_function(&function) }
        duckdb_table_function_set_name(function, name)
        duckdb_table_function_set_extra_info(function, Unmanaged.passUnretained(self).toOpaque(), nil)
        duckdb_table_function_set_bind(function) { info in
            guard let info, let extra = duckdb_bind_get_extra_info(info) else { return }
            let feed = Unmanaged<BatchFeed>.fromOpaque(extra).takeUnretainedValue()
            for column in feed.schema.columns {
                var type: duckdb_logical_type? = LogicalType.make(column.type)
                duckdb_bind_add_result_column(info, column.name, type)
                duckdb_destroy_logical_type(&type)
            }
        }
        duckdb_table_function_set_init(function) { info in duckdb_init_set_max_threads(info, 1) }
        duckdb_table_function_set_function(function) { info, chunk in
            guard let info, let chunk, let extra = duckdb_function_get_extra_info(info) else { return }
            Unmanaged<BatchFeed>.fromOpaque(extra).takeUnretainedValue().fill(chunk)
        }
        guard duckdb_register_table_function(connection.handle, function) == DuckDBSuccess else {
            throw WarehouseError.engine("the table function \(name) is refused")
        }
    }

    /// The next rows; none at the end. What was given before is consumed when this is called again.
    private func fill(_ chunk: duckdb_data_chunk) {
        while true {
            if let batch, row < batch.rowCount {
                let count = min(chunkRows, batch.rowCount - row)
                for (index, column) in batch.columns.enumerated() {
                    guard let vector = duckdb_data_chunk_get_vector(chunk, idx_t(index)) else { continue }
                    VectorFill.fill(vector, column, from: row, count: count)
                }
                duckdb_data_chunk_set_size(chunk, idx_t(count))
                row += count
                rows += Int64(count)
                return
            }
            guard let next = queue.take() else {
                batch = nil
                duckdb_data_chunk_set_size(chunk, 0)
                return
            }
            batch = next
            row = 0
        }
    }
}
