/// How much of the traffic is of a kind; each between 0 and 1.
public struct DNSTrafficShares: Sendable, Equatable {
    /// Of all queries: those over TCP. Half of the connections follow a truncated answer over UDP (RFC 7766 section 5).
    public var tcp = 0.03
    /// Of the conversations: those over IPv6.
    public var ipv6 = 0.35
    /// Of the queries: those with an OPT record (RFC 6891).
    public var edns = 0.85
    /// Of the lookups with an ordinary answer: those for a name that does not exist.
    public var nxdomain = 0.2
    /// Of the lookups over UDP: those where the client asks again with the same bytes after 0.4 to 1.5 s. Four of five
    /// times the first query stays without an answer, else both are answered.
    public var retransmission = 0.01
    /// Of the lookups over UDP: those whose answer is larger than a packet and comes in fragments.
    public var fragment = 0.004
    /// Of the lookups over UDP: those that are asked once and never answered.
    public var unanswered = 0.01
    /// Of the conversations: broken DNS messages.
    public var malformed = 0.001
    /// Of the conversations: ARP, ICMP echo, and lookups whose answer is refused by an ICMP port unreachable.
    public var other = 0.005

    public init() {}

    var all: [(name: String, value: Double)] {
        [
            ("tcp", tcp), ("ipv6", ipv6), ("edns", edns), ("nxdomain", nxdomain), ("retransmission", retransmission),
            ("fragment", fragment), ("unanswered", unanswered), ("malformed", malformed), ("other", other),
        ]
    }
}
