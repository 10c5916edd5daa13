public import Tables

/// Writes the rows of one Parquet file.
public protocol ParquetWriting: AnyObject {
    /// Takes a batch; it belongs to the writer from now on. Waits while too much is under way.
    func write(_ batch: any ColumnBatch) throws
    /// Completes the file and makes it durable.
    func finish() throws -> ParquetFile
}
