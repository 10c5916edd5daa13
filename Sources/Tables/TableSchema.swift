/// The columns of a table, in order.
public struct TableSchema: Sendable {
    public let table: Table
    public let columns: [Column]

    /// The position of a column, nil if the table has none of that name.
    public func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

    public static func of(_ table: Table) -> TableSchema {
        switch table {
        case .dns: dns
        case .icmp: icmp
        case .flows: flows
        }
    }
}
