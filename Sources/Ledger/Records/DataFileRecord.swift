public import GRDB

/// A row of `data_files`.
public struct DataFileRecord: Codable, Sendable, Equatable {
    public var id: Int64
    public var tableName: String
    public var day: String
    public var area: String
    public var generation: Int64
    public var path: String
    public var rows: Int64
    public var bytes: Int64
    public var sha256: String
    public var run: Int64?
    public var live: Bool
    public var createdUs: Int64
    public var retiredUs: Int64?
    public var removedUs: Int64?
}

extension DataFileRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}
