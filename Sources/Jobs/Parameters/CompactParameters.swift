/// Parameters of a job of kind `compact`.
public struct CompactParameters: Hashable, Sendable {
    /// The tables that are compacted.
    public var tables: [String]
    /// Bytes; a rewrite makes files of about this size.
    public var targetFileSize: Int64
    /// How long past its end, and how long quiet, a day must be to be closed.
    public var closedAfter: Duration
    /// Bytes that the worker may take, engine and writer together; a larger sort spills to disk.
    public var memoryLimit: Int64
    /// So many small files of a day in staging are merged without waiting for its end; 0: none are.
    public var mergeFiles: Int

    /// Bytes; files that are larger are not worth a merge before the day is closed.
    public var smallFileSize: Int64 { targetFileSize / 16 }

    public init(
        tables: [String] = ["dns", "icmp", "flows"], targetFileSize: Int64 = 512 << 20,
        closedAfter: Duration = .seconds(3600), memoryLimit: Int64 = 512 << 20,
        mergeFiles: Int = 200
    ) {
        self.tables = tables
        self.targetFileSize = targetFileSize
        self.closedAfter = closedAfter
        self.memoryLimit = memoryLimit
        self.mergeFiles = mergeFiles
    }
}
