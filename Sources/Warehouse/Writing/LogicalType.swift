import CDuckDB
import Glibc
import Tables

/// Column types as DuckDB's logical types.
enum LogicalType {
    /// To be destroyed by the caller.
    static func make(_ type: ColumnType) -> duckdb_logical_type? {
        switch type {
        case .text, .dictionaryText: simple(DUCKDB_TYPE_VARCHAR)
        case .int32: simple(DUCKDB_TYPE_INTEGER)
        case .int64: simple(DUCKDB_TYPE_BIGINT)
        case .bool: simple(DUCKDB_TYPE_BOOLEAN)
        case .timestamp: simple(DUCKDB_TYPE_TIMESTAMP)
        case .int32List: list(of: simple(DUCKDB_TYPE_INTEGER))
        case .textList: list(of: simple(DUCKDB_TYPE_VARCHAR))
        case .recordList: list(of: record())
        }
    }

    private static func simple(_ id: duckdb_type) -> duckdb_logical_type? { duckdb_create_logical_type(id) }

    private static func list(of element: duckdb_logical_type?) -> duckdb_logical_type? {
        var element = element
        defer { duckdb_destroy_logical_type(&element) }
        return duckdb_create_list_type(element)
    }

    private static func record() -> duckdb_logical_type? {
        let members: [(String, duckdb_type)] = [
            ("section", DUCKDB_TYPE_INTEGER), ("name", DUCKDB_TYPE_VARCHAR), ("type", DUCKDB_TYPE_INTEGER),
            ("class", DUCKDB_TYPE_INTEGER), ("ttl", DUCKDB_TYPE_BIGINT), ("data", DUCKDB_TYPE_VARCHAR),
        ]
        var types = members.map { simple($0.1) }
        defer { for index in types.indices { duckdb_destroy_logical_type(&types[index]) } }
        let names = members.map { strdup($0.0) }
        defer { for name in names { free(name) } }
        var pointers = names.map { UnsafePointer<CChar>($0) }
        return duckdb_create_struct_type(&types, &pointers, idx_t(members.count))
    }
}
