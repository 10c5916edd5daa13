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
