/// The checksum of UDP and TCP over pseudo-header, header and data (RFC 1071, RFC 9293 3.1, RFC 8200 8.1).
enum InternetChecksum {
    /// Whether the checksum in a datagram or segment is that of its bytes.
    static func isRight(_ datagram: Datagram, transport: UInt8, _ bytes: Bytes) -> Bool {
        var sum = addresses(datagram) + UInt64(transport) + UInt64(bytes.count)
        var at = 0
        while bytes.has(at, 8) {
            let word = bytes.u64(at)
            sum += (word >> 32) + (word & 0xFFFF_FFFF)
            at += 8
        }
        while bytes.has(at, 2) {
            sum += UInt64(bytes.u16(at))
            at += 2
        }
        if bytes.has(at, 1) { sum += UInt64(bytes.u8(at)) << 8 }
        return folded(sum) == 0xFFFF
    }

    /// Whether the field holds the sum of the pseudo-header alone, as a sender leaves it whose interface does the rest;
    /// one that also cuts the segment into smaller ones leaves the length out.
    static func isLeftToInterface(_ datagram: Datagram, transport: UInt8, field: UInt16, length: Int) -> Bool {
        let sum = addresses(datagram) + UInt64(transport)
        return folded(sum) == field || folded(sum + UInt64(length)) == field
    }

    private static func addresses(_ datagram: Datagram) -> UInt64 {
        words(datagram.source) + words(datagram.destination)
    }

    private static func words(_ address: IPAddress) -> UInt64 {
        let (high, low) = (address.high, address.low)
        return (high >> 48) + (high >> 32 & 0xFFFF) + (high >> 16 & 0xFFFF) + (high & 0xFFFF)
            + (low >> 48) + (low >> 32 & 0xFFFF) + (low >> 16 & 0xFFFF) + (low & 0xFFFF)
    }

    private static func folded(_ sum: UInt64) -> UInt16 {
        var sum = sum
        while sum >> 16 != 0 { sum = (sum & 0xFFFF) + (sum >> 16) }
        return UInt16(sum)
    }
}
