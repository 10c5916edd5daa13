/// What can be wrong with a packet, and rows that were not wanted; counted, never fatal.
enum PacketFault: Int, CaseIterable {
    /// A link type that is not read; the filter does not match; a packet without a time of its own.
    case link_unknown, packet_filtered, time_missing
    case link_truncated, ip_malformed, ip_truncated, udp_malformed, tcp_malformed, icmp_malformed
    case tunnel_malformed, tunnel_depth
    case fragment_overlap, fragment_dropped, fragment_expired
    case tcp_dropped, tcp_gap, tcp_incomplete
    case dns_header_short, dns_malformed, dns_zero_length
    case day_span, waiting_dropped, row_filtered, rdata_truncated
}
