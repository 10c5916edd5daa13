import CDuckDB
import Synchronization

/// A connection; used by one thread at a time.
///
/// Unchecked: the owner hands it from thread to thread and never shares it; interrupting goes through the engine.
public final class Connection: @unchecked Sendable {
    let handle: duckdb_connection
    private let engine: Engine

    init(_ handle: duckdb_connection, engine: Engine) {
        self.handle = handle
        self.engine = engine
        engine.interrupts.add(handle)
    }

    deinit {
        engine.interrupts.remove(handle)
        var handle: duckdb_connection? = handle
        duckdb_disconnect(&handle)
    }

    /// - Throws: `statement` with DuckDB's text, `exhausted`, `interrupted`.
    public func execute(_ sql: String) throws { _ = try run(sql) }

    /// All rows as text; nil for NULL. For small results.
    public func rows(_ sql: String) throws -> [[String?]] {
        var rows: [[String?]] = []
        try eachRow(sql) { rows.append($0) }
        return rows
    }

    /// Passes each row of a `SELECT` on as text, and returns the names of the columns.
    @discardableResult
    public func eachRow(_ sql: String, _ body: ([String?]) throws -> Void) throws -> [String] {
        let result = try run("SELECT COLUMNS(*)::VARCHAR FROM query(\(SQLText.literal(sql)))")
        let count = result.columnCount
        while let chunk = try result.nextChunk() {
            for row in 0..<chunk.rowCount { try body((0..<count).map { chunk.text(row, column: $0) }) }
        }
        return result.columnNames
    }

    /// Runs a `SELECT` whose rows are made while they are fetched.
    func stream(_ sql: String) throws -> QueryResult {
        let statement = try PreparedStatement(sql, on: self)
        let result = QueryResult(sql: sql, connection: self)
        try check(duckdb_execute_prepared_streaming(statement.handle, &result.result), result, sql)
        return result
    }

    /// Reads a statement without running it.
    ///
    /// - Throws: it is not a single `SELECT`, or not a correct one.
    func checkSelects(_ sql: String) throws {
        guard try PreparedStatement(sql, on: self).selects else {
            throw WarehouseError.statement(
                sql: sql, message: "only SELECT is possible here (also FROM …, WITH …, DESCRIBE, SUMMARIZE)")
        }
    }

    private func run(_ sql: String) throws -> QueryResult {
        if engine.interrupts.isPulled { throw WarehouseError.interrupted }
        let result = QueryResult(sql: sql, connection: self)
        try check(duckdb_query(handle, sql, &result.result), result, sql)
        return result
    }

    private func check(_ state: duckdb_state, _ result: QueryResult, _ sql: String) throws {
        if state != DuckDBSuccess { throw failure(sql, result.errorMessage ?? "unknown error") }
    }

    func failure(_ sql: String, _ message: String) -> WarehouseError {
        engine.interrupts.isPulled ? .interrupted : .refused(sql, message)
    }
}

/// A statement that DuckDB has read and bound, but not run.
final class PreparedStatement {
    private(set) var handle: duckdb_prepared_statement?

    init(_ sql: String, on connection: Connection) throws {
        guard duckdb_prepare(connection.handle, sql, &handle) == DuckDBSuccess else {
            let message = duckdb_prepare_error(handle).map { String(cString: $0) } ?? "unknown error"
            duckdb_destroy_prepare(&handle)
            throw connection.failure(sql, message)
        }
    }

    deinit { duckdb_destroy_prepare(&handle) }

    var selects: Bool { duckdb_prepared_statement_type(handle) == DUCKDB_STATEMENT_TYPE_SELECT }
}

/// Text put into statements: literals and names, quoted.
enum SQLText {
    static func literal(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    static func name(_ text: String) -> String {
        "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    static func list(_ texts: [String]) -> String { "[" + texts.map(literal).joined(separator: ", ") + "]" }
}

/// Stops whatever runs on an engine's connections, and keeps more from beginning.
final class InterruptSwitch: Sendable {
    /// Connections as addresses: pointers do not go from thread to thread.
    private struct State {
        var isPulled = false
        var connections: Set<UInt> = []
    }

    private let state = Mutex(State())

    var isPulled: Bool { state.withLock { $0.isPulled } }

    func add(_ connection: duckdb_connection) {
        let address = UInt(bitPattern: connection)
        state.withLock { _ = $0.connections.insert(address) }
    }

    /// To be called before the connection is closed.
    func remove(_ connection: duckdb_connection) {
        let address = UInt(bitPattern: connection)
        state.withLock { _ = $0.connections.remove(address) }
    }

    func pull() {
        state.withLock { state in
            state.isPulled = true
            for address in state.connections { duckdb_interrupt(duckdb_connection(bitPattern: address)) }
        }
    }
}
