/// What a column holds, independent of the engine that stores it.
public enum ColumnType: String, Sendable {
    case text
    /// Text with few distinct values per batch: addresses, countries, servers.
    case dictionaryText
    case int32
    case int64
    case bool
    /// Microseconds since 1970-01-01T00:00:00 UTC, stored as a plain (zoneless) timestamp.
    case timestamp
    case int32List
    case textList
    /// `list<struct<section int, name string, type int, class int, ttl int64, data string>>`.
    case recordList

    /// The type's name in SQL (DuckDB).
    public var sql: String {
        switch self {
        case .text, .dictionaryText: "VARCHAR"
        case .int32: "INTEGER"
        case .int64: "BIGINT"
        case .bool: "BOOLEAN"
        case .timestamp: "TIMESTAMP"
        case .int32List: "INTEGER[]"
        case .textList: "VARCHAR[]"
        case .recordList:
            "STRUCT(\"section\" INTEGER, \"name\" VARCHAR, \"type\" INTEGER, \"class\" INTEGER, ttl BIGINT, \"data\" VARCHAR)[]"
        }
    }
}
