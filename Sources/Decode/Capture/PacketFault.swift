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
            found[String(describing: fault)] = counts[fault.rawValue]
        }
        return found
    }
}
