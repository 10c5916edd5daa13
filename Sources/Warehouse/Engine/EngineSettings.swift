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

    /// For a process that takes so much memory as a whole. The engine gets less than half of it: what a sort and the
    /// writing of a file take is nearly twice what the engine counts (measured with 14 400 files: 440 MB where it may have
    /// 235, 351 where it may have 185), and the program itself is beside it.
    public static func sharing(processBytes: Int64, threads: Int, temporaryDirectory: String?) -> EngineSettings {
        EngineSettings(
            threads: threads, memoryLimitBytes: max(processBytes / 3, (processBytes - (64 << 20)) / 2),
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
