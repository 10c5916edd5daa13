public import Tables

/// Writes the rows of one Parquet file.
public protocol ParquetWriting: AnyObject {
    /// Takes a batch; it belongs to the writer from now on. Waits while too much is under way. Errors: what went wrong
    /// with this or an earlier batch; the file will not be complete.
    func write(_ batch: any ColumnBatch) throws
    /// Completes the file and makes it durable; its directory entry is the caller's. Once only.
    func finish() throws -> ParquetFile
}
