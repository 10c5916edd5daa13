public import Tables

/// Writes the rows of one Parquet file.
public protocol ParquetWriting: AnyObject {
    /// Takes a batch; it belongs to the writer from now on. Waits while too much is under way. Errors: what went wrong
    /// with this or an earlier batch; the file will not be complete.
    func write(_ batch: ColumnBatch) throws
    /// Completes the file and makes it durable; its directory entry is the caller's. Once only.
    func finish() throws -> ParquetFile
}

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
