import Foundation
public import Tables

/// Writes a Parquet file through DuckDB: batches go to a table function, `COPY` runs on a thread of its own.
public final class DuckDBParquetWriter: ParquetWriting {
    /// Batches that wait; with the one being written this bounds the memory.
    static let queuedBatches = 2
    private let path: String
    private let queue: BatchQueue
    private let feed: BatchFeed
    private let copy: CopyThread

    /// Starts writing a file. It is there, and complete, after `finish`.
    public init(engine: Engine, schema: TableSchema, path: String) throws {
        self.path = path
        queue = BatchQueue(limit: Self.queuedBatches)
        feed = BatchFeed(schema: schema, queue: queue)
        let connection = try engine.connect()
        let name = "feed_" + UUID().uuidString.split(separator: "-").joined()
        try feed.register(name, on: connection)
        let sql = """
            COPY (SELECT * FROM \(name)()) TO \(SQLText.literal(path)) \
            (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880)
            """
        copy = CopyThread(connection: connection, sql: sql, queue: queue)
        copy.start()
    }

    deinit {
        queue.abandon()
        copy.join()
    }

    public func write(_ batch: any ColumnBatch) throws {
        if !queue.put(batch) { throw copy.join() ?? WarehouseError.engine("the writer has ended") }
    }

    public func finish() throws -> ParquetFile {
        queue.close()
        if let failure = copy.join() { throw failure }
        return try DurableFile.seal(path, rows: feed.rows)
    }
}
