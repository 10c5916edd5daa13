import CDuckDB

/// A DuckDB database in memory.
public final class Engine {
    private var database: duckdb_database?

    /// The library's version that this was written for; another minor version is refused, since the C API is only
    /// stable in part.
    static let supported = "v1."

    public init(_ settings: EngineSettings) throws {
        let version = String(cString: duckdb_library_version())
        guard version.hasPrefix(Self.supported) else {
            throw WarehouseError.engine("libduckdb is \(version); Entrada needs version 1 (run deploy/setup)")
        }
        var configuration: duckdb_config?
        guard duckdb_create_config(&configuration) == DuckDBSuccess else {
            throw WarehouseError.engine("no configuration")
        }
        defer { duckdb_destroy_config(&configuration) }
        var options = [
            "threads": String(settings.threads), "memory_limit": "\(settings.memoryLimitBytes / 1_000_000)MB",
            "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
        ]
        if let directory = settings.temporaryDirectory { options["temp_directory"] = directory }
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            guard duckdb_set_config(configuration, name, value) == DuckDBSuccess else {
                throw WarehouseError.engine("the setting \(name) = \(value) is refused")
            }
        }
        var message: UnsafeMutablePointer<CChar>?
        guard duckdb_open_ext(":memory:", &database, configuration, &message) == DuckDBSuccess else {
            defer { duckdb_free(message) }
            throw WarehouseError.engine(message.map { String(cString: $0) } ?? "unknown error")
        }
        if settings.temporaryDirectory == nil { try connect().execute("SET temp_directory = ''") }
    }

    deinit { duckdb_close(&database) }

    public func connect() throws -> Connection {
        var connection: duckdb_connection?
        guard let database, duckdb_connect(database, &connection) == DuckDBSuccess, let connection else {
            throw WarehouseError.engine("no connection")
        }
        return Connection(connection, engine: self)
    }
}
