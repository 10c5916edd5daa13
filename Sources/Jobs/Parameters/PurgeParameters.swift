/// Parameters of a job of kind `purge`: the age is in the configuration's `[privacy]`.
public struct PurgeParameters: Hashable, Sendable {
    /// The tables that are rewritten.
    public var tables: [String]
    /// Bytes; a larger rewrite spills to disk.
    public var memoryLimit: Int64

    public init(
        tables: [String] = ["dns", "icmp", "flows"], memoryLimit: Int64 = 512 << 20
    ) {
        self.tables = tables
        self.memoryLimit = memoryLimit
    }
}
