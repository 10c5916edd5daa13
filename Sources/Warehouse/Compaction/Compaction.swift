import Foundation
public import Tables

/// Rewrites the live files of a table and day into few large sorted ones.
public struct Compaction: Sendable {
    public var table: Table
    public var day: Day
    public var inputs: [CompactionInput]
    /// The directory that gets `<table>/day=<day>/*.parquet`.
    public var outputDirectory: String
    /// Bytes after which another file is begun.
    public var targetFileSizeBytes: Int64
    /// Leave out what tells who has asked.
    public var dropsAddresses: Bool

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

    /// One file of the result.
    public struct Output: Sendable, Equatable {
        /// `path` is relative to the output directory.
        public var file: ParquetFile
        public var rowsByCapture: [Int64: Int64]
    }

    /// Runs it; every file is durable afterwards, their directory entries are the caller's.
    public func run(_ engine: Engine, started: (Connection) -> Void = { _ in }) throws -> [Output] {
        let connection = try engine.connect()
        started(connection)
        let folder = "\(table.rawValue)/day=\(day)"
        try FileManager.default.createDirectory(
            atPath: outputDirectory + "/" + folder, withIntermediateDirectories: true)
        let target = outputDirectory + "/" + folder
        try connection.execute(
            """
            COPY (
            SELECT \(selection) FROM (
            \(LiveRows.select(schema, inputs.map { .init(path: $0.path, maskedCaptures: $0.maskedCaptures) }))
            ) ORDER BY \(order)
            ) TO \(SQLText.literal(target)) (
                FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE 1048576,
                ROW_GROUPS_PER_FILE \(1024), FILE_SIZE_BYTES \(max(1 << 20, targetFileSizeBytes)),
                FILENAME_PATTERN 'part_{i}', OVERWRITE_OR_IGNORE true)
            """)
        let names = try FileManager.default.contentsOfDirectory(atPath: target).filter { $0.hasSuffix(".parquet") }
        return try names.sorted { Self.number($0) < Self.number($1) }.compactMap { name in
            try seal(folder + "/" + name, connection)
        }
    }

    private func seal(_ path: String, _ connection: Connection) throws -> Output? {
        let absolute = outputDirectory + "/" + path
        var rows: [Int64: Int64] = [:]
        let counts = "SELECT capture_id, count(*) FROM read_parquet(\(SQLText.literal(absolute))) GROUP BY 1"
        for row in try connection.rows(counts) {
            guard let id = row[0].flatMap({ Int64($0) }), let count = row[1].flatMap({ Int64($0) }) else { continue }
            rows[id] = count
        }
        let total = rows.values.reduce(0, +)
        if total == 0 {
            try FileManager.default.removeItem(atPath: absolute)
            return nil
        }
        var file = try DurableFile.seal(absolute, rows: total)
        file.path = path
        return Output(file: file, rowsByCapture: rows)
    }

    private var schema: TableSchema { TableSchema.of(table) }

    private var selection: String {
        schema.columns.map { column in
            let name = SQLText.name(column.name)
            return dropsAddresses && PersonalColumns.names(of: table).contains(column.name)
                ? "NULL::\(column.type.sql) AS \(name)" : name
        }.joined(separator: ", ")
    }

    /// By what queries ask for; lineage last, so that equal input gives equal files.
    private var order: String {
        switch table {
        case .dns: "dns_domainname, \"time\", capture_id, capture_frame"
        case .icmp, .flows: "\"time\", capture_id, capture_frame"
        }
    }

    private static func number(_ name: String) -> Int { Int(name.filter(\.isNumber)) ?? 0 }
}
