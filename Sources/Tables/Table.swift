/// The tables of the warehouse.
public enum Table: String, Sendable, CaseIterable, Codable {
    /// One row per query/response pair, or per unmatched half.
    case dns
    /// One row per ICMP or ICMPv6 packet.
    case icmp
    /// One row per NetFlow or IPFIX record.
    case flows
}
