import CDuckDB

/// A DuckDB database in memory.
///
/// Unchecked: what is stored does not change after `init`, and DuckDB lets any thread make connections.
public final class Engine: @unchecked Sendable {
    private let database: duckdb_database
    let interrupts = InterruptSwitch()

    /// The first and the last minor version of DuckDB 1 whose C API is known to be as declared in CDuckDB.
    static let supportedMinorVersions = 4...9

    /// - Throws: `engine`, if the library is not one that this was written for or a setting is refused.
    public init(_ settings: EngineSettings) throws {
        try Self.check(version: String(cString: duckdb_library_version()))
        var configuration: duckdb_config?
        guard duckdb_create_config(&configuration) == DuckDBSuccess else {
            throw WarehouseError.engine("no configuration")
        }
        defer { duckdb_destroy_config(&configuration) }
        for (name, value) in settings.options {
            guard duckdb_set_config(configuration, name, value) == DuckDBSuccess else {
                throw WarehouseError.engine("the setting \(name) = \(value) is refused")
            }
        }
        var message: UnsafeMutablePointer<CChar>?
        var opened: duckdb_database?
        guard duckdb_open_ext(":memory:", &opened, configuration, &message) == DuckDBSuccess, let opened else {
            defer { duckdb_free(message) }
            throw WarehouseError.engine(message.map { String(cString: $0) } ?? "unknown error")
        }
        database = opened
        if settings.temporaryDirectory == nil { try connect().execute("SET temp_directory = ''") }
        // Files are read once, from a local disk: what DuckDB would keep of each is memory that grows with their number.
        try connect().execute("SET parquet_metadata_cache = false")
        try connect().execute("SET enable_external_file_cache = false")
    }

    deinit {
        var database: duckdb_database? = database
        duckdb_close(&database)
    }

    public func connect() throws -> Connection {
        var connection: duckdb_connection?
        guard duckdb_connect(database, &connection) == DuckDBSuccess, let connection else {
            throw WarehouseError.engine("no connection")
        }
        return Connection(connection, engine: self)
    }

    /// Stops what runs on all connections, for good; from any thread. It ends with `WarehouseError.interrupted`.
    ///
    /// A statement that is just beginning may miss it: call again until the work has ended.
    public func interrupt() { interrupts.pull() }

    private static func check(version: String) throws {
        let parts = version.drop { $0 == "v" }.split(separator: ".").compactMap { Int($0) }
        guard parts.count >= 2, parts[0] == 1, supportedMinorVersions.contains(parts[1]) else {
            throw WarehouseError.engine(
                "libduckdb is \(version); Entrada needs 1.\(supportedMinorVersions.lowerBound) or a later 1.x")
        }
    }
}

/// What DuckDB may use of the machine.
public struct EngineSettings: Sendable {
    public var threads: Int
    public var memoryLimitBytes: Int64
    /// Where it puts what does not fit into memory; `nil`: it fails instead.
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
