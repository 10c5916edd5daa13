import Foundation
public import Tables

/// Writes a Parquet file through DuckDB: batches go to a table function, `COPY` runs on a thread of its own.
///
/// Columns have the names and types of the schema. One that is given up without `finish` removes its file.
public final class DuckDBParquetWriter: ParquetWriting {
    /// Batches that wait; with the one being written this bounds the memory.
    static let queuedBatches = 2
    /// Staging files live for hours: speed before size.
    static let compressionLevel = 1
    static let rowGroupRows = 122_880

    private let path: String
    private let queue: BatchQueue
    private let source: BatchSource
    private let copy: CopyThread
    private let isDurable: Bool
    private var isFinished = false

    /// Starts writing a file; it is complete after `finish`. What stands at the path is replaced.
    ///
    /// - Parameters:
    ///   - metadata: goes into the file's key-value metadata: where it comes from.
    ///   - isDurable: the file is synced when it is complete.
    public init(
        engine: Engine, schema: TableSchema, path: String, metadata: [String: String] = [:], isDurable: Bool = true
    ) throws {
        self.path = path
        self.isDurable = isDurable
        queue = BatchQueue(limit: Self.queuedBatches)
        source = BatchSource(schema: schema, queue: queue)
        let connection = try engine.connect()
        let name = "feed_" + UUID().uuidString.split(separator: "-").joined()
        try TableFeed.register(name, source, on: connection)
        let sql = TableFeed.copy(
            name, to: path, level: Self.compressionLevel, rowGroupRows: Self.rowGroupRows, metadata: metadata)
        copy = CopyThread(connection: connection, sql: sql, queue: queue)
        copy.start()
    }

    deinit {
        if isFinished { return }
        queue.abandon()
        copy.join()
        unlink(path)
    }

    public func write(_ batch: ColumnBatch) throws {
        precondition(batch.schema.table == source.schema.table, "a batch of another table")
        if !queue.put(batch) { throw copy.join() ?? WarehouseError.engine("the writer has ended") }
    }

    public func finish() throws -> ParquetFile {
        queue.close()
        if let failure = copy.join() { throw failure }
        let file = try DurableFile.seal(path, rows: source.rows, syncs: isDurable)
        isFinished = true
        return file
    }
}
