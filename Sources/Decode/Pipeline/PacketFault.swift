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
