/// What DuckDB may use of the machine.
public struct EngineSettings: Sendable {
    public var threads: Int
    public var memoryLimitBytes: Int64
    /// Where it puts what does not fit into memory; nil: it fails instead.
    public var temporaryDirectory: String?

    public init(threads: Int, memoryLimitBytes: Int64, temporaryDirectory: String? = nil) {
        self.threads = threads
        self.memoryLimitBytes = memoryLimitBytes
        self.temporaryDirectory = temporaryDirectory
    }

    /// For writing staging files beside a decoder: one thread, no spilling.
    public static let decoding = EngineSettings(threads: 1, memoryLimitBytes: 768 << 20)
}
