/// What an ideal decoder finds in all files together, read in the order of their names.
public struct DNSTrafficTruth: Codable, Sendable, Equatable {
    /// Records in the files.
    public var packets = 0
    /// DNS messages with a whole header of 12 bytes, over UDP (a fragmented one counts once) or TCP; malformed ones too,
    /// those quoted by ICMP not. `queries + responses`.
    public var messages = 0
    /// Messages without the QR bit, retransmitted ones counted each time.
    public var queries = 0
    /// Messages with the QR bit. Each answers a query before it: `responses == matched`.
    public var responses = 0
    /// Queries paired with a response, each with at most one. A response belongs to the latest query of the same
    /// conversation, id and question. `queries == matched + unanswered + superseded`.
    public var matched = 0
    /// Queries that got no response, and that were not asked again with success.
    public var unanswered = 0
    /// Queries that got no response, but were asked again within 2 s, and then got one.
    public var superseded = 0
    /// UDP queries with the very bytes and addresses of one up to 2 s before, whether that was answered or not.
    public var retransmissions = 0
    /// TCP connections, each with its three-way handshake, and FIN or RST at the end.
    public var tcpConversations = 0
    /// Queries over TCP.
    public var tcpQueries = 0
    /// Messages over IPv6.
    public var ipv6Messages = 0
    /// Queries with an OPT record.
    public var ednsQueries = 0
    /// Responses with RCODE 3.
    public var nxdomain = 0
    /// Responses with the TC bit.
    public var truncated = 0
    /// Packets that are a part of a datagram, of either family.
    public var fragments = 0
    /// Datagrams that come in fragments.
    public var fragmentedDatagrams = 0
    /// ICMP and ICMPv6 packets.
    public var icmp = 0
    /// ARP packets.
    public var arp = 0
    /// Messages with a whole header that break behind it: a name or a record beyond the end, a pointer to itself.
    public var malformed = 0
    /// UDP datagrams on port 53 with fewer than the 12 bytes of a header; these are not messages.
    public var shortHeaders = 0
    /// In the order of time.
    public var files: [CaptureTruth] = []

    public init() {}
}

/// One capture file that was written.
public struct CaptureTruth: Codable, Sendable, Equatable {
    /// The name within the directory.
    public var name: String
    /// Records in the file.
    public var packets = 0
    /// Bytes of the capture: file header, record headers and packets; for a compressed file those before compression.
    public var bytes = 0

    public init(name: String) { self.name = name }
}
