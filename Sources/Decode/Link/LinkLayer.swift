/// Finds the IP packet in a frame.
enum LinkLayer {
    /// A frame of at least so many bytes shows what it holds, tags aside: Ethernet with SNAP, and one byte more.
    static let longestHeader = 23

    /// Where the IP header stands in the frame; `nil`: not IP, or a link type that we do not read.
    @inline(__always)
    static func networkOffset(_ linkType: Int32, _ frame: Bytes) -> Int? {
        switch linkType {
        case LinkType.ethernet: return ethernet(frame, at: 12)
        case LinkType.raw, LinkType.rawBSD, LinkType.rawOpenBSD, LinkType.rawFile, LinkType.ipv4, LinkType.ipv6:
            return frame.count > 0 ? 0 : nil
        case LinkType.cooked: return cooked(frame)
        case LinkType.cooked2: return cooked2(frame)
        case LinkType.null, LinkType.loop: return frame.has(0, 5) ? 4 : nil
        case LinkType.ppp, LinkType.pppSerial, LinkType.ciscoHDLC: return serial(frame, at: 0)
        default: return rareOffset(linkType, frame, depth: 0)
        }
    }

    /// Linux cooked. libpcap 1.1 wrote the tag of a VLAN in place of the protocol, which follows four bytes later.
    @inline(__always)
    private static func cooked(_ frame: Bytes) -> Int? {
        if let offset = ethernet(frame, at: 14) { return offset }
        guard frame.has(14, 7), frame.u16(14) < 0x1000, frame.u16(16) == 0 else { return nil }
        return isIP(frame.u16(18), frame, at: 20) ? 20 : nil
    }

    /// Linux cooked, version 2: the protocol stands first. Some libpcap put the tag of a VLAN four bytes before the end
    /// of the header, where an address of six bytes leaves zeros.
    @inline(__always)
    private static func cooked2(_ frame: Bytes) -> Int? {
        guard frame.has(0, 21) else { return nil }
        let type = frame.u16(0)
        if frame.u16(18) == 0x8100, frame.u8(11) <= 6, frame.has(24, 1), isIP(type, frame, at: 24) { return 24 }
        return payload(type, frame, at: 20)
    }

    /// Whether an EtherType and what follows agree that it is IP. Precondition: `frame.has(at, 1)`.
    private static func isIP(_ type: UInt16, _ frame: Bytes, at: Int) -> Bool {
        let version = frame.u8(at) >> 4
        return type == 0x0800 && version == 4 || type == 0x86DD && version == 6
    }

    /// From an EtherType on.
    @inline(__always)
    static func ethernet(_ frame: Bytes, at start: Int) -> Int? {
        guard frame.has(start, 3) else { return nil }
        return payload(frame.u16(start), frame, at: start + 2)
    }

    /// What an EtherType says that stands at `start`: VLAN and QinQ tags, LLC with SNAP, MPLS labels, PPPoE, IP.
    @inline(__always)
    static func payload(_ etherType: UInt16, _ frame: Bytes, at start: Int) -> Int? {
        if etherType == 0x0800 || etherType == 0x86DD { return frame.has(start, 1) ? start : nil }
        return wrapped(etherType, frame, at: start)
    }

    static func wrapped(_ etherType: UInt16, _ frame: Bytes, at start: Int) -> Int? {
        var (type, at) = (etherType, start)
        while frame.has(at, 1) {
            switch type {
            case 0x0800, 0x86DD: return at
            case 0x8100, 0x88A8, 0x9100, 0x9200:
                guard frame.has(at, 4) else { return nil }
                type = frame.u16(at + 2)
                at += 4
            case 0x8926:
                // VN-Tag.
                guard frame.has(at, 6) else { return nil }
                (type, at) = (frame.u16(at + 4), at + 6)
            case 0x893F:
                // E-Tag (IEEE 802.1BR).
                guard frame.has(at, 8) else { return nil }
                (type, at) = (frame.u16(at + 6), at + 8)
            case 0x8909:
                // Cisco metadata: version, number of options, options of four bytes.
                guard frame.has(at, 2) else { return nil }
                let size = 2 + 4 * Int(frame.u8(at + 1))
                guard frame.has(at + size, 2) else { return nil }
                (type, at) = (frame.u16(at + size), at + size + 2)
            case 0x892F, 0x88FB:
                // HSR and PRP (IEC 62439-3): path and length, sequence number.
                guard frame.has(at, 6) else { return nil }
                (type, at) = (frame.u16(at + 4), at + 6)
            case 0x88E5:
                // MACsec without encryption (IEEE 802.1AE 9.3).
                guard frame.has(at, 1), frame.u8(at) & 0x0C == 0 else { return nil }
                let size = frame.u8(at) & 0x20 != 0 ? 14 : 6
                guard frame.has(at + size, 2) else { return nil }
                (type, at) = (frame.u16(at + size), at + size + 2)
            case 0x8847, 0x8848: return mpls(frame, at: at)
            case 0x8864: return ppp(frame, at: at + 6)
            case 0...1500:
                // IEEE 802.3: this was a length. LLC and SNAP with an EtherType (RFC 1042).
                guard frame.has(at, 8), frame.u32(at) == 0xAAAA_0300, frame.u16(at + 4) == 0 else { return nil }
                type = frame.u16(at + 6)
                at += 8
                if type <= 1500 { return nil }
            default: return nil
            }
        }
        return nil
    }

    static func mpls(_ frame: Bytes, at start: Int) -> Int? {
        var at = start
        while frame.has(at, 5) {
            let isBottom = frame.u8(at + 2) & 1 == 1
            at += 4
            if isBottom {
                let version = frame.u8(at) >> 4
                if version == 4 || version == 6 { return at }
                return pseudowire(frame, at: at)
            }
        }
        return nil
    }

    /// Ethernet behind labels, with a control word or without (RFC 4448 4.6).
    private static func pseudowire(_ frame: Bytes, at start: Int) -> Int? {
        for skipped in frame.u8(start) >> 4 == 0 ? [4, 0] : [0] {
            if let at = ethernet(frame, at: start + skipped + 12), frame.u8(at) >> 4 == 4 || frame.u8(at) >> 4 == 6 {
                return at
            }
        }
        return nil
    }

    /// PPP with or without the framing of HDLC (RFC 1662 3.1), and Cisco's HDLC, whose second word is an EtherType.
    static func serial(_ frame: Bytes, at start: Int) -> Int? {
        guard frame.has(start, 5) else { return nil }
        switch frame.u16(start) {
        case 0xFF03: return ppp(frame, at: start + 2)
        case 0x0F00, 0x8F00: return payload(frame.u16(start + 2), frame, at: start + 4)
        default: return ppp(frame, at: start)
        }
    }

    /// From the protocol field on (RFC 1661 2), which may be compressed to the odd byte (6.5).
    static func ppp(_ frame: Bytes, at start: Int) -> Int? {
        guard frame.has(start, 2) else { return nil }
        let isShort = frame.u8(start) & 1 == 1
        let protocolNumber = isShort ? UInt16(frame.u8(start)) : frame.u16(start)
        let at = start + (isShort ? 1 : 2)
        switch protocolNumber {
        case 0x0021, 0x0057: return frame.has(at, 1) ? at : nil
        case 0x0281, 0x0283: return mpls(frame, at: at)
        default: return nil
        }
    }
}
