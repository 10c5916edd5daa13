import CPcap

/// Finds the IP packet in a frame.
enum LinkLayer {
    /// A frame of at least so many bytes shows what it holds, tags aside: Ethernet with SNAP, and one byte more.
    static let longestHeader = 23

    /// Where the IP header stands in the frame; nil: not IP, or a link type that we do not read.
    @inline(__always)
    static func networkOffset(_ linkType: Int32, _ frame: Bytes) -> Int? {
        switch linkType {
        case DLT_EN10MB: return ethernet(frame, at: 12)
        case DLT_RAW, 12, 14, 101, 228, 229: return frame.count > 0 ? 0 : nil
        case DLT_LINUX_SLL: return ethernet(frame, at: 14)
        case 276:
            // LINKTYPE_LINUX_SLL2: the protocol stands first.
            return frame.has(0, 21) ? payload(frame.u16(0), frame, at: 20) : nil
        case DLT_NULL, DLT_LOOP: return frame.has(0, 5) ? 4 : nil
        case DLT_PPP, DLT_PPP_SERIAL, DLT_C_HDLC: return serial(frame)
        default: return nil
        }
    }

    static func isKnown(_ linkType: Int32) -> Bool {
        isRaw(linkType)
            || [
                DLT_EN10MB, 228, 229, DLT_LINUX_SLL, 276, DLT_NULL, DLT_LOOP, DLT_PPP, DLT_PPP_SERIAL, DLT_C_HDLC,
            ].contains(linkType)
    }

    /// The values that have stood for IP of either version without anything before it.
    static func isRaw(_ linkType: Int32) -> Bool { [DLT_RAW, 12, 14, 101].contains(linkType) }

    /// From an EtherType on.
    @inline(__always)
    private static func ethernet(_ frame: Bytes, at start: Int) -> Int? {
        guard frame.has(start, 3) else { return nil }
        return payload(frame.u16(start), frame, at: start + 2)
    }

    /// What an EtherType says that stands at `start`: VLAN and QinQ tags, LLC with SNAP, MPLS labels, PPPoE, IP.
    @inline(__always)
    static func payload(_ etherType: UInt16, _ frame: Bytes, at start: Int) -> Int? {
        if etherType == 0x0800 || etherType == 0x86DD { return frame.has(start, 1) ? start : nil }
        return wrapped(etherType, frame, at: start)
    }

    private static func wrapped(_ etherType: UInt16, _ frame: Bytes, at start: Int) -> Int? {
        var (type, at) = (etherType, start)
        while frame.has(at, 1) {
            switch type {
            case 0x0800, 0x86DD: return at
            case 0x8100, 0x88A8, 0x9100, 0x9200:
                guard frame.has(at, 4) else { return nil }
                type = frame.u16(at + 2)
                at += 4
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

    private static func mpls(_ frame: Bytes, at start: Int) -> Int? {
        var at = start
        while frame.has(at, 5) {
            let isBottom = frame.u8(at + 2) & 1 == 1
            at += 4
            if isBottom {
                let version = frame.u8(at) >> 4
                return version == 4 || version == 6 ? at : nil
            }
        }
        return nil
    }

    /// PPP with or without the framing of HDLC (RFC 1662 3.1), and Cisco's HDLC, whose second word is an EtherType.
    private static func serial(_ frame: Bytes) -> Int? {
        guard frame.has(0, 5) else { return nil }
        switch frame.u16(0) {
        case 0xFF03: return ppp(frame, at: 2)
        case 0x0F00, 0x8F00: return payload(frame.u16(2), frame, at: 4)
        default: return ppp(frame, at: 0)
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
