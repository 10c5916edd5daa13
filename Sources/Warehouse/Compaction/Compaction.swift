import Foundation
public import Tables

/// Rewrites the live files of a table and day into few large sorted ones.
///
/// DuckDB sorts, spilling to its temporary directory, and its rows go on to one file after another. The cuts are made
/// here: DuckDB's own splitting of a `COPY` by size puts row groups into files out of order when it has threads.
public struct Compaction: Sendable {
    public var table: Table
    public var day: Day
    public var inputs: [CompactionInput]
    /// The directory that gets `<table>/day=<day>/<n>.parquet`.
    public var outputDirectory: String
    /// Bytes after which another file is begun.
    public var targetFileSizeBytes: Int64
    /// Leave out what tells who has asked.
    public var dropsAddresses: Bool

    /// Smaller for warehouse files than for staging files: they stay.
    static let compressionLevel = 3

    public init(
        table: Table, day: Day, inputs: [CompactionInput], outputDirectory: String, targetFileSizeBytes: Int64,
        dropsAddresses: Bool = false
    ) {
        self.table = table
        self.day = day
        self.inputs = inputs
        self.outputDirectory = outputDirectory
        self.targetFileSizeBytes = targetFileSizeBytes
        self.dropsAddresses = dropsAddresses
    }

    /// Runs it; every file is durable afterwards, their directory entries are the caller's. No file without rows.
    ///
    /// Errors: `WarehouseError`; what was written by then is left for the caller to remove.
    /// `metadata` goes into the key-value metadata of each file.
    public func run(_ settings: EngineSettings, on engine: Engine, metadata: [String: String] = [:]) throws
        -> [CompactedFile]
    {
        let folder = "\(table.rawValue)/day=\(day)"
        try FileManager.default.createDirectory(
            atPath: outputDirectory + "/" + folder, withIntermediateDirectories: true)
        let cut = FileCut(targetBytes: targetFileSizeBytes, memoryLimitBytes: settings.memoryLimitBytes)
        let rows = try SortedRows(
            try engine.connect().stream(sql), schema: schema, rowGroupRows: cut.rowGroupRows)
        // The engine holds the source, which holds the statement, which holds the engine.
        defer { rows.close() }
        let writing = try engine.connect()
        try TableFeed.register("sorted_rows", rows, on: writing)
        var files: [CompactedFile] = []
        while !rows.isAtEnd {
            let path = "\(folder)/\(files.count).parquet"
            let absolute = outputDirectory + "/" + path
            rows.beginFile()
            rows.isFull = { cut.isReached(path: absolute, rows: $0) }
            try writing.execute(
                TableFeed.copy(
                    "sorted_rows", to: absolute, level: Self.compressionLevel, rowGroupRows: cut.rowGroupRows,
                    metadata: metadata))
            var file = try DurableFile.seal(absolute, rows: rows.fileRows)
            file.path = path
            files.append(CompactedFile(file: file, rowsByCapture: rows.rowsByCapture))
        }
        return files
    }

    private var schema: TableSchema { TableSchema.of(table) }

    private var sql: String {
        let files = inputs.map { LiveRows.File(path: $0.path, maskedCaptures: $0.maskedCaptures) }
        return "SELECT \(selection) FROM (\n\(LiveRows.select(schema, files))\n) ORDER BY \(order)"
    }

    private var selection: String {
        let dropped = dropsAddresses ? PersonalColumns.names(of: table) : []
        return schema.columns.map { column in
            let name = SQLText.name(column.name)
            // The cast is for older files with narrower types.
            return dropped.contains(column.name)
                ? "NULL::\(column.type.sql) AS \(name)" : "\(name)::\(column.type.sql) AS \(name)"
        }.joined(separator: ", ")
    }

    /// By what queries ask for; lineage last, so that equal input gives equal files.
    private var order: String {
        switch table {
        case .dns: "dns_domainname, \"time\", capture_id, capture_frame"
        case .icmp, .flows: "\"time\", capture_id, capture_frame"
        }
    }
}
