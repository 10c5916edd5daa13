/// Link types that few captures have, each as its description at tcpdump.org says.
extension LinkLayer {
    /// - Parameter depth: headers around this one that name a link type of their own.
    static func rareOffset(_ linkType: Int32, _ frame: Bytes, depth: Int) -> Int? {
        switch linkType {
        case LinkType.slip: return frame.has(0, 17) ? 16 : nil
        case LinkType.arcnet: return arcnet(frame, at: 2)
        case LinkType.arcnetLinux: return arcnet(frame, at: 4)
        case LinkType.fddi: return wrapped(0, frame, at: 13)
        case LinkType.wireless: return wireless(frame, at: 0, isPadded: false)
        case LinkType.radiotap: return radiotap(frame)
        case LinkType.prism:
            return frame.has(0, 8) && frame.u32(0) & 0xFFFF_F000 == 0x8021_1000
                ? avs(frame) : wireless(frame, at: 144, isPadded: false)
        case LinkType.avs: return avs(frame)
        case LinkType.perPacket: return perPacket(frame, depth)
        case LinkType.netfilterLog: return netfilterLog(frame)
        case LinkType.packetFilterLog:
            guard frame.has(0, 1) else { return nil }
            return raw(frame, at: (Int(frame.u8(0)) + 3) & ~3)
        case LinkType.encapsulated: return raw(frame, at: 12)
        case LinkType.packetTap: return packetTap(frame, depth)
        case LinkType.endace: return endace(frame)
        case LinkType.pppoe: return ppp(frame, at: 6)
        case LinkType.multiprotocol: return mpls(frame, at: 0)
        case LinkType.pppWithDirection: return frame.has(1, 2) ? framed(frame, at: 1) : nil
        case LinkType.pppd: return ppp(frame, at: 2)
        default: return nil
        }
    }

    private static func raw(_ frame: Bytes, at: Int) -> Int? { frame.has(at, 1) ? at : nil }

    private static func framed(_ frame: Bytes, at: Int) -> Int? {
        ppp(frame, at: frame.u16(at) == 0xFF03 ? at + 2 : at)
    }

    /// What a header leads to that names the link type of what follows.
    private static func inner(_ linkType: UInt32, _ frame: Bytes, at start: Int, _ depth: Int) -> Int? {
        guard depth < 2, let linkType = Int32(exactly: linkType), frame.has(start, 1) else { return nil }
        let rest = frame.slice(start)
        let offset =
            LinkType.isRare(linkType) ? rareOffset(linkType, rest, depth: depth + 1) : networkOffset(linkType, rest)
        return offset.map { start + $0 }
    }

    /// RFC 1201 with a sequence number, RFC 1051 without.
    private static func arcnet(_ frame: Bytes, at start: Int) -> Int? {
        guard frame.has(start, 1) else { return nil }
        switch frame.u8(start) {
        case 0xF0: return raw(frame, at: start + 1)
        case 0xD4, 0xC4:
            // An exception frame has its flag, padding, and then the fields once more.
            guard frame.has(start, 2) else { return nil }
            return raw(frame, at: start + (frame.u8(start + 1) == 0xFF ? 8 : 4))
        default: return nil
        }
    }

    /// IEEE 802.11 9.3.2.1: data that is not encrypted, behind LLC and SNAP.
    private static func wireless(_ frame: Bytes, at start: Int, isPadded: Bool) -> Int? {
        guard frame.has(start, 24) else { return nil }
        let (control, flags) = (frame.u8(start), frame.u8(start + 1))
        // Data; not without content, not protected.
        guard control & 0x0C == 0x08, control & 0x40 == 0, flags & 0x40 == 0 else { return nil }
        var size = 24
        if flags & 3 == 3 { size += 6 }
        var isAggregate = false
        if control & 0x80 != 0 {
            guard frame.has(start + size, 2) else { return nil }
            isAggregate = frame.u8(start + size) & 0x80 != 0
            size += 2
            if flags & 0x80 != 0 { size += 4 }
        }
        if isPadded { size = (size + 3) & ~3 }
        return wrapped(0, frame, at: start + size + (isAggregate ? 14 : 0))
    }

    /// radiotap.org: the flags, which say whether the header behind is padded, are the second field.
    private static func radiotap(_ frame: Bytes) -> Int? {
        guard frame.has(0, 8) else { return nil }
        let length = Int(frame.u16(2).byteSwapped)
        let present = frame.u32(4).byteSwapped
        var at = 8
        var word = present
        while word & 0x8000_0000 != 0 {
            guard frame.has(at, 4), at < length else { return nil }
            word = frame.u32(at).byteSwapped
            at += 4
        }
        if present & 1 != 0 { at = ((at + 7) & ~7) + 8 }
        let isPadded = present & 2 != 0 && at < length && frame.has(at, 1) && frame.u8(at) & 0x20 != 0
        return wireless(frame, at: length, isPadded: isPadded)
    }

    private static func avs(_ frame: Bytes) -> Int? {
        guard frame.has(0, 8) else { return nil }
        return wireless(frame, at: Int(frame.u32(4)), isPadded: false)
    }

    /// PPI: a length, and the link type of what follows.
    private static func perPacket(_ frame: Bytes, _ depth: Int) -> Int? {
        guard frame.has(0, 8) else { return nil }
        return inner(frame.u32(4).byteSwapped, frame, at: Int(frame.u16(2).byteSwapped), depth)
    }

    private static func packetTap(_ frame: Bytes, _ depth: Int) -> Int? {
        guard frame.has(0, 12) else { return nil }
        return inner(frame.u32(8).byteSwapped, frame, at: Int(frame.u32(0).byteSwapped), depth)
    }

    /// Fields with length and type in the byte order of the host, to four bytes each; one of them is the packet.
    private static func netfilterLog(_ frame: Bytes) -> Int? {
        for isLittle in [true, false] {
            let fields = CaptureFields(bytes: frame, isLittle: isLittle)
            var at = 4
            while frame.has(at, 4) {
                let (length, type) = (Int(fields.u16(at)), fields.u16(at + 2) & 0x7FFF)
                guard length >= 4 else { break }
                if type == 9 { return raw(frame, at: at + 4) }
                at += (length + 3) & ~3
            }
        }
        return nil
    }

    /// ERF: sixteen bytes, extension headers of eight, and for Ethernet two more, for HDLC of several channels four.
    private static func endace(_ frame: Bytes) -> Int? {
        guard frame.has(0, 16) else { return nil }
        var at = 16
        var hasMore = frame.u8(8) & 0x80 != 0
        while hasMore {
            guard frame.has(at, 8) else { return nil }
            hasMore = frame.u8(at) & 0x80 != 0
            at += 8
        }
        switch frame.u8(8) & 0x7F {
        case 1, 10, 15, 19: return serial(frame, at: at)
        case 5, 17: return serial(frame, at: at + 4)
        case 2, 11, 16, 20: return ethernet(frame, at: at + 14)
        case 22, 23: return raw(frame, at: at)
        default: return nil
        }
    }
}
