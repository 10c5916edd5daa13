/// What can be wrong with a packet, and rows that were not wanted; counted, never fatal.
enum PacketFault: Int, CaseIterable {
    /// A link type that is not read; the filter does not match; a packet without a time of its own.
    case link_unknown, packet_filtered, time_missing
    case link_truncated, ip_malformed, ip_truncated, udp_malformed, tcp_malformed, icmp_malformed
    case tunnel_malformed, tunnel_depth
    case fragment_overlap, fragment_dropped, fragment_expired
    case tcp_dropped, tcp_gap, tcp_incomplete
    /// RST, SYN, FIN or data that cannot be of the connection (RFC 9293 3.10.7, RFC 5961), and was not believed.
    case tcp_out_of_window
    /// Segments that were damaged on their way (RFC 9293 3.1).
    case tcp_checksum
    case dns_header_short, dns_malformed, dns_zero_length
    case day_span, waiting_dropped, row_filtered, rdata_truncated

    /// Its name in the worker's report, the ledger and `entradactl trace`: others read it.
    var name: String {
        switch self {
        case .link_unknown: "link_unknown"
        case .packet_filtered: "packet_filtered"
        case .time_missing: "time_missing"
        case .link_truncated: "link_truncated"
        case .ip_malformed: "ip_malformed"
        case .ip_truncated: "ip_truncated"
        case .udp_malformed: "udp_malformed"
        case .tcp_malformed: "tcp_malformed"
        case .icmp_malformed: "icmp_malformed"
        case .tunnel_malformed: "tunnel_malformed"
        case .tunnel_depth: "tunnel_depth"
        case .fragment_overlap: "fragment_overlap"
        case .fragment_dropped: "fragment_dropped"
        case .fragment_expired: "fragment_expired"
        case .tcp_dropped: "tcp_dropped"
        case .tcp_gap: "tcp_gap"
        case .tcp_incomplete: "tcp_incomplete"
        case .tcp_out_of_window: "tcp_out_of_window"
        case .tcp_checksum: "tcp_checksum"
        case .dns_header_short: "dns_header_short"
        case .dns_malformed: "dns_malformed"
        case .dns_zero_length: "dns_zero_length"
        case .day_span: "day_span"
        case .waiting_dropped: "waiting_dropped"
        case .row_filtered: "row_filtered"
        case .rdata_truncated: "rdata_truncated"
        }
    }
}

/// Counters by fault; a fixed array, so that counting costs an addition.
struct FaultCounters {
    private var counts = [Int64](repeating: 0, count: PacketFault.allCases.count)

    @inline(__always) mutating func add(_ fault: PacketFault, _ count: Int64 = 1) { counts[fault.rawValue] += count }

    mutating func add(_ other: FaultCounters) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// What happened at least once, by name.
    var nonZero: [String: Int64] {
        var found: [String: Int64] = [:]
        for fault in PacketFault.allCases where counts[fault.rawValue] > 0 {
            found[fault.name] = counts[fault.rawValue]
        }
        return found
    }
}
