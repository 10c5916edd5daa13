import Tables

/// APL (RFC 3123).
extension RecordText {
    /// Address family, prefix length, a bit that negates, and the octets of the address up to the last one that is not
    /// zero.
    mutating func prefixes() -> Bool {
        while at < end {
            guard let family = load(2), let prefix = load(1), let octet = load(1), let bytes = take(Int(octet & 127)),
                family == 1 && prefix <= 32 && bytes.count <= 4
                    || family == 2 && prefix <= 128 && bytes.count <= 16,
                bytes.count == 0 || bytes.u8(bytes.count - 1) != 0
            else { return false }
            separate()
            if octet & 128 != 0 { arena.put(UInt8(ascii: "!")) }
            arena.put(decimal: family)
            arena.put(UInt8(ascii: ":"))
            arena.put(Self.padded(bytes, version: family == 1 ? 4 : 6))
            arena.put(UInt8(ascii: "/"))
            arena.put(decimal: prefix)
        }
        return true
    }

    private static func padded(_ bytes: Bytes, version: UInt8) -> IPAddress {
        let width = version == 4 ? 4 : 16
        var (high, low) = (UInt64(0), UInt64(0))
        for index in 0..<bytes.count {
            let shift = UInt64((width - 1 - index) * 8)
            let octet = UInt64(bytes.u8(index))
            if shift >= 64 { high |= octet << (shift - 64) } else { low |= octet << shift }
        }
        return IPAddress(high: high, low: low, version: version)
    }
}
