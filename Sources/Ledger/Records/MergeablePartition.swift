public import GRDB

/// A (table, day) with many small files in staging that have been merged equally often.
public struct MergeablePartition: Codable, Sendable, Equatable {
    public var tableName: String
    public var day: String
    /// How often their rows have been merged; 0: they are as decodes have made them.
    public var generation: Int64
    public var files: Int
    public var oldestFile: Int64
}

extension MergeablePartition: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}
