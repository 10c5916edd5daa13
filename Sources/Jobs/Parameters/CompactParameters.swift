/// Parameters of a job of kind `compact`.
public struct CompactParameters: Hashable, Sendable {
    /// The tables that are compacted.
    public var tables: [String]
    /// Bytes; a rewrite makes files of about this size.
    public var targetFileSize: Int64
    /// How long past its end, and how long quiet, a day must be to be closed.
    public var closedAfter: Duration
    /// Bytes; a larger sort spills to disk.
    public var memoryLimit: Int64

    public init(
        tables: [String] = ["dns", "icmp", "flows"], targetFileSize: Int64 = 512 << 20,
        closedAfter: Duration = .seconds(3600), memoryLimit: Int64 = 512 << 20
    ) {
        self.tables = tables
        self.targetFileSize = targetFileSize
        self.closedAfter = closedAfter
        self.memoryLimit = memoryLimit
    }
}
