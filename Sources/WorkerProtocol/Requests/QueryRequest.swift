/// Run SQL over a snapshot. The rows go to standard output, and there are no events.
public struct QueryRequest: Codable, Sendable, Equatable {
    public enum Format: String, Codable, Sendable, CaseIterable {
        case table, csv, json, parquet
    }

    public var sql: String
    /// The file that lists the snapshot's files, as JSON.
    public var snapshot: String
    public var format = Format.table
    /// Output file, instead of standard output.
    public var output: String?
    /// What the engine may take, bytes.
    public var memory_limit_bytes: Int64 = 2 << 30
    /// Of the engine.
    public var threads = 2

    public init(sql: String, snapshot: String) {
        self.sql = sql
        self.snapshot = snapshot
    }

    /// - Throws: `InvalidRequest`, for a number out of its range.
    public func validate() throws(InvalidRequest) {
        if threads < 1 { throw InvalidRequest("threads", " is at least 1") }
        if memory_limit_bytes < 64 << 20 {
            throw InvalidRequest("memory_limit_bytes", " is at least 67108864 (64 MiB)")
        }
    }
}
