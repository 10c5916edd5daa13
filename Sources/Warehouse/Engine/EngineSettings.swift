/// What DuckDB may use of the machine.
public struct EngineSettings: Sendable {
    public var threads: Int
    public var memoryLimitBytes: Int64
    /// Where it puts what does not fit into memory; nil: it fails instead.
    public var temporaryDirectory: String?
    /// Rows come out in the order in which they are read. Off, less must be held in memory.
    public var preservesOrder: Bool

    public init(
        threads: Int, memoryLimitBytes: Int64, temporaryDirectory: String? = nil, preservesOrder: Bool = true
    ) {
        self.threads = threads
        self.memoryLimitBytes = memoryLimitBytes
        self.temporaryDirectory = temporaryDirectory
        self.preservesOrder = preservesOrder
    }

    /// For a process that takes so much memory as a whole: the engine gets what the program, each thread's buffers and
    /// the compression of a file do not need beside it.
    public static func sharing(processBytes: Int64, threads: Int, temporaryDirectory: String?) -> EngineSettings {
        let others = (128 << 20) + Int64(threads) * (32 << 20)
        return EngineSettings(
            threads: threads, memoryLimitBytes: max(processBytes / 2, processBytes - others),
            temporaryDirectory: temporaryDirectory)
    }

    /// For writing staging files beside a decoder: one thread, no spilling.
    public static let decoding = EngineSettings(threads: 1, memoryLimitBytes: 768 << 20)

    var options: [(String, String)] {
        var options = [
            ("threads", String(threads)), ("memory_limit", "\(max(1, memoryLimitBytes / 1_000_000))MB"),
            ("preserve_insertion_order", String(preservesOrder)),
            ("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false"),
        ]
        if let temporaryDirectory { options.append(("temp_directory", temporaryDirectory)) }
        return options
    }
}
