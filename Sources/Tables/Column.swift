/// What a column is. The one place that says so is its line in a batch: schema, Parquet files, views and `COLUMNS.md` are
/// made of it.
public struct Column: Sendable {
    public let name: String
    public let type: ColumnType
    /// What knows the value.
    public let layer: ColumnLayer
    public let origin: ColumnOrigin
    /// What the value is, with its unit.
    public let meaning: String
    public let traits: ColumnTraits

    public init(
        _ name: String, _ type: ColumnType, _ layer: ColumnLayer, _ origin: ColumnOrigin, _ meaning: String,
        _ traits: ColumnTraits = []
    ) {
        self.name = name
        self.type = type
        self.layer = layer
        self.origin = origin
        self.meaning = meaning
        self.traits = traits
    }

    public var isNullable: Bool { !traits.contains(.always) }

    /// Every table has it: masking and accounts go by it.
    public static let captureId = "capture_id"
}

/// What holds for the values of a column.
public struct ColumnTraits: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// No row is without a value. In files it may be NULL all the same: the engine has no other columns.
    public static let always = ColumnTraits(rawValue: 1)
    /// Tells who has asked; a purge empties it.
    public static let personal = ColumnTraits(rawValue: 2)
}

/// What a column holds, independent of the engine that stores it.
public enum ColumnType: String, Sendable {
    case text
    /// Text with few distinct values per batch: addresses, countries, servers.
    case dictionaryText
    case int32
    case int64
    case bool
    /// Microseconds since 1970-01-01T00:00:00 UTC, stored as a plain (zoneless) timestamp.
    case timestamp
    case int32List
    case textList
    /// `list<struct<section int, name string, type int, class int, ttl int64, data string>>`.
    case recordList

    /// The type's name in SQL (DuckDB).
    public var sql: String {
        switch self {
        case .text, .dictionaryText: "VARCHAR"
        case .int32: "INTEGER"
        case .int64: "BIGINT"
        case .bool: "BOOLEAN"
        case .timestamp: "TIMESTAMP"
        case .int32List: "INTEGER[]"
        case .textList: "VARCHAR[]"
        case .recordList:
            "STRUCT(\"section\" INTEGER, \"name\" VARCHAR, \"type\" INTEGER, \"class\" INTEGER, ttl BIGINT, \"data\" VARCHAR)[]"
        }
    }
}

/// What knows the value of a column.
public enum ColumnLayer: String, Sendable, CaseIterable {
    /// The capture file: time, number and length of a packet.
    case capture
    case ip = "IP"
    case transport
    case icmp = "ICMP"
    case netflow = "NetFlow"
    case dns = "DNS"
    /// The meeting of query and response.
    case pairing
    /// Databases of addresses and names.
    case enrichment
    /// What the job says of the capture.
    case options
}

/// Where a column's value comes from.
public enum ColumnOrigin: String, Sendable, CaseIterable {
    /// The request.
    case request = "Q"
    /// The response.
    case response = "R"
    /// The request, else the response with source and destination swapped (so that `ip_src` is always the client).
    case requestElseResponse = "Q→R"
    /// The response, else the request.
    case responseElseRequest = "R⇒Q"
    /// Both messages.
    case both = "Q+R"
    /// The question section of either message.
    case question
    /// The packet (ICMP) or the flow record.
    case packet
    /// What we know about the capture and the row itself.
    case metadata = "M"
}

/// The tables of the warehouse.
public enum Table: String, Sendable, CaseIterable, Codable {
    /// One row per query/response pair, or per unmatched message.
    case dns
    /// One row per ICMP or ICMPv6 packet.
    case icmp
    /// One row per NetFlow or IPFIX record.
    case flows
}

/// The columns of a table, in order: those that its batch has.
public struct TableSchema: Sendable {
    public let table: Table
    public let columns: [Column]

    private init(_ batch: ColumnBatch) {
        table = batch.table
        columns = batch.columns.map(\.column)
    }

    public static let dns = TableSchema(DNSBatch(capacity: 0))
    public static let icmp = TableSchema(ICMPBatch(capacity: 0))
    public static let flows = TableSchema(FlowBatch(capacity: 0))

    public static func of(_ table: Table) -> TableSchema {
        switch table {
        case .dns: dns
        case .icmp: icmp
        case .flows: flows
        }
    }

    /// The position of a column, nil if the table has none of that name.
    public func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

    /// Names of the columns that tell who has asked.
    public var personalColumns: Set<String> { Set(columns.filter { $0.traits.contains(.personal) }.map(\.name)) }
}
