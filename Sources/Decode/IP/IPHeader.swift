/// What an IP header says, and where its payload begins (RFC 791 3.1, RFC 8200 3).
struct IPHeader: BitwiseCopyable {
    enum Parsed { case packet(IPHeader), fault(PacketFault) }

    var source: IPAddress
    var destination: IPAddress
    var ttl: UInt8
    /// The protocol of the payload, behind all extension headers.
    var transport: UInt8
    var dontFragment = false
    var isTruncated = false
    /// Declared length of the whole datagram, bytes.
    var length: Int32
    var payloadOffset: Int
    var payloadLength: Int
    /// Set when it is a fragment.
    var isFragment = false
    var fragmentOffset = 0
    var isLastFragment = false
    var identification: UInt32 = 0

    /// - Parameter wireLength: bytes that were on the wire, of which the capture may hold less.
    @inline(__always)
    static func parse(_ bytes: Bytes, wireLength: Int) -> Parsed {
        guard bytes.has(0, 20) else { return .fault(.ip_truncated) }
        switch bytes.u8(0) >> 4 {
        case 4: return v4(bytes, wireLength)
        case 6: return v6(bytes, wireLength)
        default: return .fault(.ip_malformed)
        }
    }

    @inline(__always)
    private static func v4(_ bytes: Bytes, _ wireLength: Int) -> Parsed {
        let headerLength = Int(bytes.u8(0) & 15) * 4
        guard headerLength >= 20 else { return .fault(.ip_malformed) }
        guard bytes.has(0, headerLength) else { return .fault(.ip_truncated) }
        var total = Int(bytes.u16(2))
        // Segmentation offload leaves the length zero: the packet goes to its end.
        if total == 0 { total = max(wireLength, bytes.count) }
        guard total >= headerLength else { return .fault(.ip_malformed) }
        let place = bytes.u16(6)
        let offset = Int(place & 0x1FFF) * 8
        let hasMore = place & 0x2000 != 0
        return .packet(
            IPHeader(
                source: IPAddress(v4: bytes.u32(12)), destination: IPAddress(v4: bytes.u32(16)), ttl: bytes.u8(8),
                transport: bytes.u8(9), dontFragment: place & 0x4000 != 0, isTruncated: bytes.count < total,
                length: Int32(truncatingIfNeeded: total), payloadOffset: headerLength,
                payloadLength: min(total, bytes.count) - headerLength, isFragment: hasMore || offset > 0,
                fragmentOffset: offset, isLastFragment: !hasMore, identification: UInt32(bytes.u16(4))))
    }

    @inline(__always)
    private static func v6(_ bytes: Bytes, _ wireLength: Int) -> Parsed {
        guard bytes.has(0, 40) else { return .fault(.ip_truncated) }
        let declared = Int(bytes.u16(4))
        // A jumbogram or segmentation offload: to the end of the packet.
        let total = declared == 0 ? max(wireLength, bytes.count) : declared + 40
        var header = IPHeader(
            source: IPAddress(high: bytes.u64(8), low: bytes.u64(16), version: 6),
            destination: IPAddress(high: bytes.u64(24), low: bytes.u64(32), version: 6), ttl: bytes.u8(7),
            transport: bytes.u8(6), isTruncated: bytes.count < total, length: Int32(truncatingIfNeeded: total),
            payloadOffset: 40,
            payloadLength: min(total, bytes.count) - 40)
        if header.walkExtensions(bytes) { return .packet(header) }
        return .fault(header.isTruncated ? .ip_truncated : .ip_malformed)
    }

    /// RFC 8200 4: goes through extension headers up to the payload or a fragment; false: a header is broken.
    @inline(__always)
    mutating func walkExtensions(_ bytes: Bytes) -> Bool {
        if transport == 17 || transport == 6 || transport == 58 { return true }
        return walkUnusual(bytes)
    }

    private mutating func walkUnusual(_ bytes: Bytes) -> Bool {
        while true {
            let end = payloadOffset + payloadLength
            let size: Int
            switch transport {
            case 0, 43, 60, 135, 139, 140:
                guard payloadLength >= 8, bytes.has(payloadOffset, 8) else { return false }
                size = (Int(bytes.u8(payloadOffset + 1)) + 1) * 8
            case 51:
                guard payloadLength >= 8, bytes.has(payloadOffset, 8) else { return false }
                size = (Int(bytes.u8(payloadOffset + 1)) + 2) * 4
            case 44:
                guard payloadLength >= 8, bytes.has(payloadOffset, 8) else { return false }
                let place = bytes.u16(payloadOffset + 2)
                let (offset, hasMore) = (Int(place & 0xFFF8), place & 1 != 0)
                // RFC 6946: an atomic fragment is a whole packet.
                if offset > 0 || hasMore {
                    isFragment = true
                    fragmentOffset = offset
                    isLastFragment = !hasMore
                    identification = bytes.u32(payloadOffset + 4)
                }
                size = 8
            default: return true
            }
            guard payloadOffset + size <= end else { return false }
            transport = bytes.u8(payloadOffset)
            payloadOffset += size
            payloadLength = end - payloadOffset
            if isFragment { return true }
        }
    }
}
