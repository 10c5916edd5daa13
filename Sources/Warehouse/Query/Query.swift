import Foundation

/// SQL over a snapshot.
public struct Query: Sendable {
    public var snapshot: Snapshot
    public var format: QueryFormat
    /// A file instead of standard output.
    public var output: String?

    public init(snapshot: Snapshot, format: QueryFormat, output: String? = nil) {
        self.snapshot = snapshot
        self.format = format
        self.output = output
    }

    /// Runs a statement and writes its rows.
    ///
    /// - Parameters:
    ///   - started: gets the connection, to interrupt it.
    ///   - write: gets the text of format `table`, in pieces.
    public func run(_ sql: String, on engine: Engine, started: (Connection) -> Void, write: (String) throws -> Void)
        throws
    {
        let connection = try engine.connect()
        started(connection)
        try WarehouseViews.create(snapshot, on: connection)
        // What a query says must not change what the engine may do.
        try connection.execute("SET lock_configuration = true")
        let statement = SQLText.withoutEnd(sql)
        switch format {
        case .table: try table(statement, connection, write)
        case .csv: try copy(statement, connection, "FORMAT csv, HEADER")
        case .json: try copy(statement, connection, "FORMAT json, ARRAY true")
        case .parquet: try copy(statement, connection, "FORMAT parquet, COMPRESSION zstd")
        }
    }

    private func copy(_ sql: String, _ connection: Connection, _ options: String) throws {
        func statement(_ target: String) -> String { "COPY (\n\(sql)\n) TO \(SQLText.literal(target)) (\(options))" }
        if let output { return try connection.execute(statement(output)) }
        // Opened by its name, standard output would be cut off where it is a file; a pipe leaves it as it is.
        let pipe = try OutputPipe()
        do { try connection.execute(statement(pipe.path)) } catch {
            _ = pipe.finish()
            throw error
        }
        if let code = pipe.finish() {
            throw WarehouseError.system(what: "write the result", code: code, message: String(cString: strerror(code)))
        }
    }

    private func table(_ sql: String, _ connection: Connection, _ write: (String) throws -> Void) throws {
        var table = ResultTable()
        let names = try connection.eachRow(sql) { row in table.add(row) }
        let text = table.text(names)
        if let output { try text.write(toFile: output, atomically: true, encoding: .utf8) } else { try write(text) }
    }
}
