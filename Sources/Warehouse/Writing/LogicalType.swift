import CDuckDB
import Glibc
import Tables

/// Column types as DuckDB's logical types.
enum LogicalType {
    /// To be destroyed by the caller.
    static func make(_ type: ColumnType) -> duckdb_logical_type? {
        switch type {
        case .text, .dictionaryText: simple(ENTRADA_DUCKDB_VARCHAR)
        case .int32: simple(ENTRADA_DUCKDB_INTEGER)
        case .int64: simple(ENTRADA_DUCKDB_BIGINT)
        case .bool: simple(ENTRADA_DUCKDB_BOOLEAN)
        case .timestamp: simple(ENTRADA_DUCKDB_TIMESTAMP)
        case .int32List: list(of: simple(ENTRADA_DUCKDB_INTEGER))
        case .textList: list(of: simple(ENTRADA_DUCKDB_VARCHAR))
        case .recordList: list(of: record())
        }
    }

    private static func simple(_ id: Int) -> duckdb_logical_type? { duckdb_create_logical_type(Int32(id)) }

    private static func list(of element: duckdb_logical_type?) -> duckdb_logical_type? {
        var element = element
        defer { duckdb_destroy_logical_type(&element) }
        return duckdb_create_list_type(element)
    }

    private static func record() -> duckdb_logical_type? {
        let members: [(String, Int)] = [
            ("section", ENTRADA_DUCKDB_INTEGER), ("name", ENTRADA_DUCKDB_VARCHAR), ("type", ENTRADA_DUCKDB_INTEGER),
            ("class", ENTRADA_DUCKDB_INTEGER), ("ttl", ENTRADA_DUCKDB_BIGINT), ("data", ENTRADA_DUCKDB_VARCHAR),
        ]
        var types = members.map { simple($0.1) }
        defer { for index in types.indices { duckdb_destroy_logical_type(&types[index]) } }
        let names = members.map { strdup($0.0) }
        defer { for name in names { free(name) } }
        var pointers = names.map { UnsafePointer<CChar>($0) }
        return duckdb_create_struct_type(&types, &pointers, idx_t(members.count))
    }
}
