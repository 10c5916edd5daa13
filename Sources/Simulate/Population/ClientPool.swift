/// All clients; no two share an address.
struct ClientPool {
    var clients: [Client] = []
    private let ranks: ZipfTable

    init(count: Int, _ random: inout SeededRandom) {
        ranks = ZipfTable(count: count)
        clients.reserveCapacity(count)
        var taken: Set<Address> = []
        for _ in 0..<count {
            let (start, hops) = ([64, 64, 128, 255][random.below(4)], random.within(5...25))
            // Many are near: the square favours short ways.
            let way = random.unit()
            clients.append(
                Client(
                    ipv4: Self.address(&taken, AddressRange.ipv4, &random, Self.publicIPv4),
                    ipv6: Self.address(&taken, AddressRange.ipv6, &random, Self.publicIPv6),
                    hopLimit: UInt8(start - hops), roundTripMicroseconds: 1_000 + Int64(way * way * 199_000),
                    nextTCPPort: random.port()))
        }
    }

    func draw(_ random: inout SeededRandom) -> Int { ranks.draw(&random) }

    private static func address(
        _ taken: inout Set<Address>, _ ranges: [AddressRange], _ random: inout SeededRandom,
        _ anywhere: (inout SeededRandom) -> Address
    ) -> Address {
        // A range of eight addresses is soon full, hence the second choice.
        let known = ranges[random.below(ranges.count)].draw(&random)
        if random.chance(0.7), taken.insert(known).inserted { return known }
        while true {
            let other = anywhere(&random)
            if taken.insert(other).inserted { return other }
        }
    }

    /// Any unicast address outside of the special-purpose blocks (RFC 6890).
    private static func publicIPv4(_ random: inout SeededRandom) -> Address {
        while true {
            let value = UInt32(truncatingIfNeeded: random.next())
            let (first, second) = (value >> 24, value >> 16 & 255)
            switch first {
            case 0, 10, 127, 224...255: continue
            case 100 where second & 0xC0 == 64, 169 where second == 254, 172 where second & 0xF0 == 16: continue
            case 192 where second == 168 || second == 0 || second == 88: continue
            case 198 where second & 0xFE == 18 || second == 51, 203 where second == 0: continue
            default: return Address(ipv4: value)
            }
        }
    }

    private static func publicIPv6(_ random: inout SeededRandom) -> Address {
        Address(high: 0x2A00_0000_0000_0000 | random.next() >> 12, low: UInt64(random.within(1...0xFFFF)))
    }
}

/// One resolver that asks the server.
struct Client {
    var ipv4: Address
    var ipv6: Address
    /// TTL or hop limit when its packets arrive here.
    var hopLimit: UInt8
    var roundTripMicroseconds: Int64
    /// TCP ports go up, so that no connection reuses the ports of one just closed.
    var nextTCPPort: UInt16

    mutating func takeTCPPort() -> UInt16 {
        let port = nextTCPPort
        nextTCPPort = port == 65535 ? 1024 : port + 1
        return port
    }
}

/// An IP address as a number of 128 bits, an IPv4 address in the lower 32.
struct Address: Hashable {
    var high: UInt64
    var low: UInt64
    var isIPv6: Bool

    init(ipv4: UInt32) { (high, low, isIPv6) = (0, UInt64(ipv4), false) }

    init(high: UInt64, low: UInt64) { (self.high, self.low, isIPv6) = (high, low, true) }

    /// 4 or 16 bytes in network byte order.
    init(bytes: [UInt8]) {
        (high, low, isIPv6) = (0, 0, bytes.count == 16)
        for byte in bytes {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(byte)
        }
    }
}

/// Where clients live. The ranges are ones that MaxMind's public test databases know, so that country and network of
/// many clients are found with these.
struct AddressRange {
    let prefix: Address
    let length: Int

    static let ipv4: [AddressRange] = [
        AddressRange(2, 125, 160, 216, 29), AddressRange(81, 2, 69, 142, 31), AddressRange(81, 2, 69, 144, 28),
        AddressRange(81, 2, 69, 160, 27), AddressRange(81, 2, 69, 192, 28), AddressRange(89, 160, 20, 112, 28),
        AddressRange(89, 160, 20, 128, 25), AddressRange(216, 160, 83, 56, 29), AddressRange(67, 43, 156, 0, 24),
        AddressRange(50, 114, 0, 0, 22), AddressRange(111, 235, 160, 0, 22), AddressRange(202, 196, 224, 0, 20),
        AddressRange(217, 65, 48, 0, 29), AddressRange(214, 78, 0, 0, 19), AddressRange(1, 128, 0, 0, 11),
        AddressRange(12, 81, 92, 0, 22), AddressRange(80, 128, 0, 0, 11), AddressRange(38, 80, 0, 0, 12),
        AddressRange(82, 99, 20, 0, 22), AddressRange(72, 208, 0, 0, 14),
    ]

    static let ipv6: [AddressRange] = [
        AddressRange(0x2001_0218, 32), AddressRange(0x2001_0268, 32), AddressRange(0x2001_02C8, 32),
        AddressRange(0x2001_1700, 27), AddressRange(0x2A02_D0C0, 29), AddressRange(0x2A02_D940, 29),
        AddressRange(0x2A02_DC40, 29), AddressRange(0x2A02_E500, 29), AddressRange(0x2A02_FC80, 29),
        AddressRange(0x2A02_FF80, 29),
    ]

    private init(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ length: Int) {
        (prefix, self.length) = (Address(ipv4: a << 24 | b << 16 | c << 8 | d), length)
    }

    private init(_ top: UInt64, _ length: Int) {
        (prefix, self.length) = (Address(high: top << 32, low: 0), length)
    }

    func draw(_ random: inout SeededRandom) -> Address {
        guard prefix.isIPv6 else {
            let mask = UInt32.max >> UInt32(length)
            return Address(ipv4: UInt32(prefix.low) | UInt32(truncatingIfNeeded: random.next()) & mask)
        }
        let mask = UInt64.max >> UInt64(length)
        // Resolvers have short interface identifiers more often than random ones.
        let host = random.chance(0.7) ? UInt64(random.within(1...0xFFFF)) : random.next()
        return Address(high: prefix.high | random.next() & mask, low: host)
    }
}
