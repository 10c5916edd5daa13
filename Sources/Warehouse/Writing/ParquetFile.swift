/// A Parquet file that is complete and durable.
public struct ParquetFile: Sendable, Equatable {
    public var path: String
    public var rows: Int64
    public var bytes: Int64
    /// Lower-case hex.
    public var sha256: String

    public init(path: String, rows: Int64, bytes: Int64, sha256: String) {
        self.path = path
        self.rows = rows
        self.bytes = bytes
        self.sha256 = sha256
    }
}
