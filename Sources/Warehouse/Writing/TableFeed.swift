import CDuckDB
import Tables

/// Where the rows of a table function come from.
protocol RowSource: AnyObject {
    var schema: TableSchema { get }
    /// Puts the next rows into a chunk; gives how many, 0 at the end. What was given before is consumed by then.
    func fill(_ chunk: duckdb_data_chunk) throws -> Int
}

/// A table function of DuckDB that gives the rows of a source. One thread calls it.
enum TableFeed {
    /// What DuckDB's callbacks get.
    private final class Held {
        let source: any RowSource
        init(_ source: any RowSource) { self.source = source }
    }

    /// Makes the function known to a connection, which holds the source from now on.
    static func register(_ name: String, _ source: any RowSource, on connection: Connection) throws {
        var function: duckdb_table_function? = duckdb_create_table_function()
        defer { duckdb_destroy_table_function(&function) }
        duckdb_table_function_set_name(function, name)
        duckdb_table_function_set_extra_info(function, Unmanaged.passRetained(Held(source)).toOpaque()) { held in
            if let held { Unmanaged<Held>.fromOpaque(held).release() }
        }
        duckdb_table_function_set_bind(function) { info in
            guard let info, let extra = duckdb_bind_get_extra_info(info) else { return }
            for column in Unmanaged<Held>.fromOpaque(extra).takeUnretainedValue().source.schema.columns {
                var type: duckdb_logical_type? = LogicalType.make(column.type)
                duckdb_bind_add_result_column(info, column.name, type)
                duckdb_destroy_logical_type(&type)
            }
        }
        duckdb_table_function_set_init(function) { info in duckdb_init_set_max_threads(info, 1) }
        duckdb_table_function_set_function(function) { info, chunk in
            guard let info, let chunk, let extra = duckdb_function_get_extra_info(info) else { return }
            let source = Unmanaged<Held>.fromOpaque(extra).takeUnretainedValue().source
            do { duckdb_data_chunk_set_size(chunk, idx_t(try source.fill(chunk))) } catch {
                duckdb_data_chunk_set_size(chunk, 0)
                duckdb_function_set_error(info, "\(error)")
            }
        }
        guard duckdb_register_table_function(connection.handle, function) == DuckDBSuccess else {
            throw WarehouseError.engine("the table function \(name) is refused")
        }
    }

    /// Names are of the database, not of a connection: one for each feed.
    static func copy(
        _ name: String, to path: String, level: Int, rowGroupRows: Int, metadata: [String: String]
    ) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { "\(SQLText.name($0.key)): \(SQLText.literal($0.value))" }
        let carried = pairs.isEmpty ? "" : ", KV_METADATA {\(pairs.joined(separator: ", "))}"
        return """
            COPY (SELECT * FROM \(name)()) TO \(SQLText.literal(path)) (FORMAT parquet, COMPRESSION zstd, \
            COMPRESSION_LEVEL \(level), ROW_GROUP_SIZE \(rowGroupRows), USE_TMP_FILE false\(carried))
            """
    }
}
