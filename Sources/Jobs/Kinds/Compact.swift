extension JobKind {
    public static let compact = JobKind(
        "compact", "Merges the small files of a closed day into few large ones.", CompactParameters.self,
        JobTraits(
            splits: [.partition, .none], fire: .asksTheLedger, place: .worker, effect: .rewrites, items: [.day]))
}

/// Parameters of a job of kind `compact`.
public struct CompactParameters: KindParameters {
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

    public init() { self.init(mergeFiles: 200) }

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

    public mutating func read(_ table: TableReader) {
        if let value = table.tableNames() { tables = value }
        if let value = table.bytes("target_file_size", atLeast: 1 << 20) { targetFileSize = value }
        if let value = table.duration("closed_after") { closedAfter = value }
        if let value = table.bytes("memory_limit", atLeast: 64 << 20) { memoryLimit = value }
        if let value = table.integer("merge_files", 0...10_000) {
            if value == 1 {
                table.report("merge_files", "'merge_files' is 1 and must be 0 (no merges) or at least 2")
            } else {
                mergeFiles = value
            }
        }
    }

    public func check(_ check: ParameterCheck) { check.checkWorkerMemory(memoryLimit, "memory_limit") }
}
