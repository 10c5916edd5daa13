/// What can be wrong with a packet; counted, never fatal.
enum PacketFault: Int, CaseIterable {
    case link_truncated, ip_malformed, ip_truncated, udp_malformed, tcp_malformed, icmp_malformed
    case fragment_overlap, fragment_dropped, fragment_expired
    case tcp_dropped, tcp_gap, tcp_incomplete
    case dns_header_short, dns_malformed, dns_zero_length
    case day_span, waiting_dropped
    case rdata_truncated
}
