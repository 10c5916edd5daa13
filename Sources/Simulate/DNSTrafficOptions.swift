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
