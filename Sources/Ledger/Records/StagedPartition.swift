public import GRDB

/// A (table, day) that has something to compact.
public struct StagedPartition: Codable, Sendable, Equatable {
    public var tableName: String
    public var day: String
    public var generation: Int64
    public var revision: Int64
    public var changedUs: Int64
    public var stagedFiles: Int64
    public var stagedRows: Int64
    /// All live rows of the day.
    public var rows: Int64
    public var masks: Int64
}

extension StagedPartition: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}
