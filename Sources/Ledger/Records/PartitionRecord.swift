public import GRDB

/// A row of `partitions`.
public struct PartitionRecord: Codable, Sendable, Equatable {
    public var tableName: String
    public var day: String
    /// The compacted generation that is live; 0: none yet.
    public var generation: Int64
    /// Grows with every change of the live set.
    public var revision: Int64
    public var purgedUs: Int64?
    public var changedUs: Int64
}

extension PartitionRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}
