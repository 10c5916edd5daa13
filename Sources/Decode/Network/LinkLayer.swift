import CPcap

/// Finds the IP packet in a frame.
enum LinkLayer {
    /// A frame of at least so many bytes shows what it holds, tags aside.
    static let longestHeader = 21

    /// Where the IP header stands in the frame; nil: not IP, or a link type that we do not read.
    @inline(__always)
    static func networkOffset(_ linkType: Int32, _ frame: Bytes) -> Int? {
        switch linkType {
        case DLT_EN10MB: return ethernet(frame, at: 12)
        case DLT_RAW, 12, 14, 101, 228, 229: return frame.count > 0 ? 0 : nil
        case DLT_LINUX_SLL: return ethernet(frame, at: 14)
        case 276:
            // LINKTYPE_LINUX_SLL2: the protocol stands first.
            guard frame.has(0, 21) else { return nil }
            let type = frame.u16(0)
            return type == 0x0800 || type == 0x86DD ? 20 : nil
        case DLT_NULL, DLT_LOOP: return frame.has(0, 5) ? 4 : nil
        default: return nil
        }
    }

    static func isKnown(_ linkType: Int32) -> Bool {
        [DLT_EN10MB, DLT_RAW, 12, 14, 101, 228, 229, DLT_LINUX_SLL, 276, DLT_NULL, DLT_LOOP].contains(linkType)
    }

    /// From an EtherType on: VLAN and QinQ tags, MPLS labels, PPPoE.
    @inline(__always)
    private static func ethernet(_ frame: Bytes, at start: Int) -> Int? {
        var at = start
        while frame.has(at, 3) {
            let type = frame.u16(at)
            switch type {
            case 0x0800, 0x86DD: return at + 2
            case 0x8100, 0x88A8, 0x9100, 0x9200: at += 4
            case 0x8847, 0x8848: return mpls(frame, at: at + 2)
            case 0x8864:
                guard frame.has(at + 8, 3) else { return nil }
                let protocolNumber = frame.u16(at + 8)
                return protocolNumber == 0x0021 || protocolNumber == 0x0057 ? at + 10 : nil
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
}
