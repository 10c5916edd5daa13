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
