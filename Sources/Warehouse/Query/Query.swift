import Foundation

/// SQL over a snapshot. Statements read and nothing else; the only files within reach are the snapshot's.
public struct Query: Sendable {
    public var snapshot: Snapshot
    public var format: QueryFormat
    /// Output file, instead of standard output.
    public var output: String?

    public init(snapshot: Snapshot, format: QueryFormat, output: String? = nil) {
        self.snapshot = snapshot
        self.format = format
        self.output = output
    }

    /// Runs a statement and writes its rows. The engine is of no use for anything else afterwards.
    ///
    /// - Parameter write: gets the text of format `table`, in pieces, if there is no `output`.
    public func run(_ sql: String, on engine: Engine, write: (String) throws -> Void) throws {
        let connection = try engine.connect()
        try WarehouseViews.create(snapshot, on: connection)
        // Opened by its name, standard output would be cut off where it is a file; a pipe leaves it as it is.
        // JSON always takes it: the engine's own has numbers that JSON does not know.
        let pipe: OutputPipe? =
            switch format {
            case .table: nil
            case .json: try OutputPipe(to: output, isJSON: true)
            case .csv, .parquet: output == nil ? try OutputPipe() : nil
            }
        do {
            try Confinement.apply(to: connection, paths: snapshot.paths + [pipe?.path ?? output].compactMap { $0 })
            // First as it is written, so that an error shows the place in the user's own text.
            try connection.checkSelects(sql)
            switch format {
            case .table: try table(sql, connection, write)
            case .csv, .json, .parquet:
                let target = SQLText.literal(pipe?.path ?? output ?? "")
                try connection.execute("COPY (FROM query(\(SQLText.literal(sql)))) TO \(target) (\(format.options))")
            }
        } catch {
            _ = pipe?.finish()
            throw error
        }
        if let code = pipe?.finish() {
            throw WarehouseError.system(what: "write the result", code: code, message: String(cString: strerror(code)))
        }
    }

    private func table(_ sql: String, _ connection: Connection, _ write: (String) throws -> Void) throws {
        var table = ResultTable()
        let some = "FROM query(\(SQLText.literal(sql))) LIMIT \(ResultTable.maximumRows + 1)"
        let names = try connection.eachRow(some) { row in table.add(row) }
        let text = table.text(names)
        if let output { try text.write(toFile: output, atomically: true, encoding: .utf8) } else { try write(text) }
    }
}

/// Takes from a database every way to the outside but some files.
enum Confinement {
    static func apply(to connection: Connection, paths: [String]) throws {
        try connection.execute("SET allowed_paths = \(SQLText.list(paths))")
        try connection.execute("SET enable_external_access = false")
        try connection.execute("SET lock_configuration = true")
    }
}

/// How a query's rows are given.
public enum QueryFormat: String, Sendable, CaseIterable {
    case table, csv, json, parquet

    /// Of `COPY`.
    var options: String {
        switch self {
        case .table, .csv: "FORMAT csv, HEADER, USE_TMP_FILE false"
        case .json: "FORMAT json, ARRAY true, USE_TMP_FILE false"
        case .parquet: "FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false"
        }
    }
}

/// The files that a query sees: the ledger's live set, held by a lease.
public struct Snapshot: Decodable, Sendable {
    public struct File: Decodable, Sendable {
        public var id: Int64
        public var table: String
        /// `YYYY-MM-DD`.
        public var day: String
        /// Relative to `root`.
        public var path: String
        public var rows: Int64
        /// Captures whose rows in this file do not count.
        public var masked: [Int64]

        public init(id: Int64, table: String, day: String, path: String, rows: Int64, masked: [Int64] = []) {
            self.id = id
            self.table = table
            self.day = day
            self.path = path
            self.rows = rows
            self.masked = masked
        }
    }

    public var root: String
    public var files: [File]

    public init(root: String, files: [File]) {
        self.root = root
        self.files = files
    }

    /// Absolute.
    var paths: [String] { files.map(path) }

    func path(_ file: File) -> String { root + "/" + file.path }
}
