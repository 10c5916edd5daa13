/// What traffic is made. Equal options give equal files, byte for byte.
public struct DNSTrafficOptions: Sendable {
    /// Packets in all files together; exactly so many are written.
    public var packets = 100_000
    /// The time span is cut into as many equal slices; each is one file, even one without packets.
    public var files = 1
    public var seed: UInt64 = 1
    /// Begin of the first slice, µs since 1970-01-01 UTC.
    public var startMicroseconds: Int64 = 1_750_000_000_000_000
    /// Length of all slices together; at least one second a file, because names go by the second.
    public var durationSeconds = 300
    /// A file is called `<prefix>-YYYYMMDD-HHMMSS.pcap`, after the start of its slice in UTC.
    public var prefix = "ns1"
    /// The name server's addresses, in network byte order: 192.0.2.53 and 2001:db8::53 (RFC 5737, RFC 3849).
    public var serverIPv4: [UInt8] = [192, 0, 2, 53]
    public var serverIPv6: [UInt8] = [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53]
    /// Every n-th file is compressed and ends in `.gz`; 0: none.
    public var gzipEvery = 0
    /// Resolvers that ask; how often each does follows Zipf's law.
    public var clients = 2_000
    /// Registered names that are asked for, likewise.
    public var names = 20_000
    public var shares = DNSTrafficShares()
    public var linkType = LinkType.ethernet
    /// Gives each file the end of its slice as time of modification, as if it had been captured then.
    public var setsModificationTimeToSliceEnd = false

    public init() {}

    var durationMicroseconds: Int64 { Int64(durationSeconds) * 1_000_000 }
    var endMicroseconds: Int64 { startMicroseconds + durationMicroseconds }

    /// Where slice `file` begins; for `files`, the end of the last one.
    func boundary(_ file: Int) -> Int64 {
        // In two steps, so that nothing overflows.
        let (whole, rest) = durationMicroseconds.quotientAndRemainder(dividingBy: Int64(files))
        return startMicroseconds + whole * Int64(file) + rest * Int64(file) / Int64(files)
    }

    func validate() throws(SimulateError) {
        if packets < 0 { throw .invalidOption("packets: \(packets) is negative") }
        if files < 1 { throw .invalidOption("files: at least 1, not \(files)") }
        if durationSeconds < files || durationSeconds > 366 * 86_400 {
            throw .invalidOption("durationSeconds: \(durationSeconds) is not from 1 s a file up to 366 days")
        }
        // The file format has 32 bits for the seconds.
        if startMicroseconds < 0 || endMicroseconds > Int64(UInt32.max) * 1_000_000 {
            throw .invalidOption("startMicroseconds: \(startMicroseconds) is not from 1970 to 2106")
        }
        if prefix.isEmpty || prefix.contains("/") { throw .invalidOption("prefix: '\(prefix)' is no part of a name") }
        if serverIPv4.count != 4 { throw .invalidOption("serverIPv4: 4 bytes, not \(serverIPv4.count)") }
        if serverIPv6.count != 16 { throw .invalidOption("serverIPv6: 16 bytes, not \(serverIPv6.count)") }
        if gzipEvery < 0 { throw .invalidOption("gzipEvery: \(gzipEvery) is negative") }
        if !(1...1_000_000).contains(clients) { throw .invalidOption("clients: \(clients) is not from 1 to 1000000") }
        if !(1...10_000_000).contains(names) { throw .invalidOption("names: \(names) is not from 1 to 10000000") }
        for (name, value) in shares.all where !(0...1).contains(value) {
            throw .invalidOption("shares.\(name): \(value) is not from 0 to 1")
        }
    }
}

/// The link layer of the packets; the raw value is the one of the file header (tcpdump.org/linktypes.html).
public enum LinkType: UInt32, Sendable {
    case ethernet = 1
}

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
