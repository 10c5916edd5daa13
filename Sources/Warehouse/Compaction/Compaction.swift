import Foundation
public import Model
public import Tables

/// Rewrites the live files of a table and day into few large sorted ones.
///
/// Many files become few first (`MergeRounds`). DuckDB sorts, spilling to its temporary directory, and its rows go on to one file after another. The cuts are made
/// here: DuckDB's own splitting of a `COPY` by size puts row groups into files out of order when it has threads.
public struct Compaction: Sendable {
    public var table: Table
    public var day: Day
    public var inputs: [CompactionInput]
    /// The directory that gets `<table>/day=<day>/<n>.parquet`.
    public var outputDirectory: String
    /// Bytes after which another file is begun.
    public var targetFileSizeBytes: Int64
    /// Omit the addresses of clients.
    public var dropsAddresses: Bool
    /// Sort, as files of the warehouse are. Without, rows stay in the order of the files.
    public var sorts: Bool

    /// Files that are read by one statement at most: more of them go through rounds.
    var fanIn = MergeRounds.fanIn

    /// Smaller for warehouse files than for staging files: they stay.
    static let compressionLevel = 3

    public init(
        table: Table, day: Day, inputs: [CompactionInput], outputDirectory: String, targetFileSizeBytes: Int64,
        dropsAddresses: Bool = false, sorts: Bool = true
    ) {
        self.table = table
        self.day = day
        self.inputs = inputs
        self.outputDirectory = outputDirectory
        self.targetFileSizeBytes = targetFileSizeBytes
        self.dropsAddresses = dropsAddresses
        self.sorts = sorts
    }

    /// Runs it; every file is durable afterwards, their directory entries are the caller's. No file without rows.
    ///
    /// - Parameter metadata: goes into the key-value metadata of each file.
    /// - Throws: `WarehouseError`; what was written by then is left for the caller to remove.
    public func run(_ settings: EngineSettings, on engine: Engine, metadata: [String: String] = [:]) throws
        -> [CompactedFile]
    {
        let folder = "\(table.rawValue)/day=\(day)"
        try FileManager.default.createDirectory(
            atPath: outputDirectory + "/" + folder, withIntermediateDirectories: true)
        let cut = FileCut(targetBytes: targetFileSizeBytes, memoryLimitBytes: settings.memoryLimitBytes)
        let rounds = (settings.temporaryDirectory ?? outputDirectory) + "/rounds"
        defer { try? FileManager.default.removeItem(atPath: rounds) }
        let merged = try MergeRounds(
            table: table, directory: rounds, fanIn: fanIn, rowGroupRows: cut.rowGroupRows, engine: engine
        ).reduce(inputs)
        let rows = try SortedRows(
            try engine.connect().stream(sql(merged)), schema: schema, rowGroupRows: cut.rowGroupRows)
        // The engine holds the source, which holds the statement, which holds the engine.
        defer { rows.close() }
        let writing = try engine.connect()
        // Of the database, not of the connection: another compaction on this engine must not read from this one.
        let feed = "rows_" + UUID().uuidString.split(separator: "-").joined()
        try TableFeed.register(feed, rows, on: writing)
        var files: [CompactedFile] = []
        while !rows.isAtEnd {
            let path = "\(folder)/\(files.count).parquet"
            let absolute = outputDirectory + "/" + path
            rows.beginFile()
            rows.isFull = { cut.isReached(path: absolute, rows: $0) }
            try writing.execute(
                TableFeed.copy(
                    feed, to: absolute, level: Self.compressionLevel, rowGroupRows: cut.rowGroupRows,
                    metadata: metadata))
            var file = try DurableFile.seal(absolute, rows: rows.fileRows)
            file.path = path
            files.append(CompactedFile(file: file, rowsByCapture: rows.rowsByCapture))
        }
        return files
    }

    private var schema: TableSchema { TableSchema.of(table) }

    private func sql(_ inputs: [CompactionInput]) -> String {
        let rows = "SELECT \(selection) FROM (\n\(LiveRows.select(schema, inputs.map(\.file)))\n)"
        return sorts ? "\(rows) ORDER BY \(order)" : rows
    }

    private var selection: String {
        let dropped = dropsAddresses ? schema.personalColumns : []
        return schema.columns.map { column in
            let name = SQLText.name(column.name)
            // The cast is for older files with narrower types.
            return dropped.contains(column.name)
                ? "NULL::\(column.type.sql) AS \(name)" : "\(name)::\(column.type.sql) AS \(name)"
        }.joined(separator: ", ")
    }

    /// By what queries ask for; lineage last, and what tells rows of one packet apart, so that equal input gives equal
    /// files.
    private var order: String {
        switch table {
        case .dns: "dns_domainname, \"time\", capture_id, capture_frame, dns_id"
        case .icmp: "\"time\", capture_id, capture_frame"
        case .flows: "\"time\", capture_id, capture_frame, flow_id"
        }
    }
}

/// A live file of a day, and the captures whose rows in it do not count any more.
public struct CompactionInput: Sendable, Equatable {
    public var path: String
    public var maskedCaptures: [Int64]

    public init(path: String, maskedCaptures: [Int64] = []) {
        self.path = path
        self.maskedCaptures = maskedCaptures
    }

    var file: LiveRows.File { LiveRows.File(path: path, maskedCaptures: maskedCaptures) }
}

/// One file of a compaction.
public struct CompactedFile: Sendable, Equatable {
    /// `path` is relative to the output directory.
    public var file: ParquetFile
    public var rowsByCapture: [Int64: Int64]
}
