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
