/// Finds the IP packet behind the header of a tunnel.
enum TunnelHeader {
    enum Content: Equatable {
        /// Where the IP header stands.
        case packet(Int)
        /// Something else, or a kind of tunnel that is not looked into.
        case other
        /// The header is broken or cut off.
        case broken
    }

    /// Protocols of IP; the bytes behind the IP header.
    static func ip(_ transport: UInt8, _ bytes: Bytes, _ wanted: Tunnel) -> Content {
        switch transport {
        case 47 where wanted.contains(.gre) || wanted.contains(.erspan): return gre(bytes, wanted)
        case 4 where wanted.contains(.ipip): return version(4, bytes)
        case 41 where wanted.contains(.ipip): return version(6, bytes)
        default: return .other
        }
    }

    /// UDP by its ports; the bytes behind the UDP header.
    static func udp(source: UInt16, destination: UInt16, _ bytes: Bytes, _ wanted: Tunnel) -> Content {
        switch destination {
        case 4789 where wanted.contains(.vxlan): return vxlan(bytes)
        case 4790 where wanted.contains(.vxlan): return genericVXLAN(bytes)
        case 6081 where wanted.contains(.geneve): return geneve(bytes)
        case 2152 where wanted.contains(.gtpu): return gtpu(bytes)
        case 4754 where wanted.contains(.gre): return gre(bytes, wanted)
        case 1701 where wanted.contains(.l2tp): return l2tp(bytes)
        case 6635 where wanted.contains(.mpls): return bytes.has(0, 5) ? labelled(bytes, at: 0) : .broken
        case 3544 where wanted.contains(.teredo): return teredo(bytes)
        default: break
        }
        // Answers go to the port that has asked.
        switch source {
        case 6081 where wanted.contains(.geneve): return geneve(bytes)
        case 3544 where wanted.contains(.teredo): return teredo(bytes)
        case 2152 where wanted.contains(.gtpu): return gtpu(bytes)
        case 1701 where wanted.contains(.l2tp): return l2tp(bytes)
        default: return .other
        }
    }

    private static func version(_ version: UInt8, _ bytes: Bytes) -> Content {
        bytes.has(0, 1) && bytes.u8(0) >> 4 == version ? .packet(0) : .broken
    }

    private static func ethernet(_ bytes: Bytes, at start: Int) -> Content {
        guard bytes.has(start, 14) else { return .broken }
        return LinkLayer.networkOffset(LinkType.ethernet, bytes.slice(start)).map { .packet(start + $0) } ?? .other
    }

    /// RFC 2784 2.1 with the fields of RFC 2890 and the routing of RFC 1701; version 1 is that of PPTP (RFC 2637 4.1).
    private static func gre(_ bytes: Bytes, _ wanted: Tunnel) -> Content {
        guard bytes.has(0, 4) else { return .broken }
        let (flags, type) = (bytes.u16(0), bytes.u16(2))
        let (hasChecksum, hasRouting) = (flags & 0x8000 != 0, flags & 0x4000 != 0)
        let (hasKey, hasSequence) = (flags & 0x2000 != 0, flags & 0x1000 != 0)
        var at = 4 + (hasKey ? 4 : 0) + (hasSequence ? 4 : 0)
        switch flags & 7 {
        case 0:
            if hasChecksum || hasRouting { at += 4 }
            if hasRouting {
                // Source routes: family, offset, length, content; an empty one is the last.
                while true {
                    guard bytes.has(at, 4) else { return .broken }
                    let (family, length) = (bytes.u16(at), Int(bytes.u8(at + 3)))
                    at += 4 + length
                    if family == 0 && length == 0 { break }
                }
            }
        case 1: at += flags & 0x0080 != 0 ? 4 : 0
        default: return .other
        }
        guard bytes.has(at, 1) else {
            // An acknowledgement of PPTP has no content.
            return flags & 7 == 1 && bytes.has(at, 0) ? .other : .broken
        }
        return content(type, bytes, at: at, isSequenced: hasSequence, wanted)
    }

    private static func content(
        _ type: UInt16, _ bytes: Bytes, at: Int, isSequenced: Bool, _ wanted: Tunnel
    ) -> Content {
        switch type {
        case 0x88BE:
            // Type I has no header of its own, and says so by having no sequence number; II has eight bytes.
            return wanted.contains(.erspan) ? ethernet(bytes, at: at + (isSequenced ? 8 : 0)) : .other
        case 0x22EB: return wanted.contains(.erspan) ? erspan3(bytes, at: at) : .other
        case _ where !wanted.contains(.gre): return .other
        case 0x6558: return ethernet(bytes, at: at)
        case 0x880B: return framedPPP(bytes, at: at)
        case 0...1500: return .other
        default: return LinkLayer.payload(type, bytes, at: at).map { .packet($0) } ?? .other
        }
    }

    private static func framedPPP(_ bytes: Bytes, at start: Int) -> Content {
        let isFramed = bytes.has(start, 2) && bytes.u16(start) == 0xFF03
        return LinkLayer.ppp(bytes, at: start + (isFramed ? 2 : 0)).map { .packet($0) } ?? .other
    }

    /// Twelve bytes; the last word says what follows, and whether eight bytes of the platform stand before it.
    private static func erspan3(_ bytes: Bytes, at start: Int) -> Content {
        guard bytes.has(start, 12) else { return .broken }
        let word = bytes.u16(start + 10)
        let at = start + 12 + (word & 1 != 0 ? 8 : 0)
        switch word >> 10 & 31 {
        case 0: return ethernet(bytes, at: at)
        case 2: return bytes.has(at, 1) ? .packet(at) : .broken
        default: return .other
        }
    }

    /// RFC 7348 5: flags, of which one says that this is VXLAN, and the network's number.
    private static func vxlan(_ bytes: Bytes) -> Content {
        guard bytes.has(0, 8) else { return .broken }
        return bytes.u8(0) & 0x08 != 0 ? ethernet(bytes, at: 8) : .other
    }

    /// RFC 8926 3.4: version, length of the options in words of four bytes, an EtherType.
    private static func geneve(_ bytes: Bytes) -> Content {
        guard bytes.has(0, 8) else { return .broken }
        guard bytes.u8(0) >> 6 == 0 else { return .other }
        let at = 8 + Int(bytes.u8(0) & 63) * 4
        guard bytes.has(at, 1) else { return .broken }
        let type = bytes.u16(2)
        switch type {
        case 0x6558: return ethernet(bytes, at: at)
        case 0...1500: return .other
        default: return LinkLayer.payload(type, bytes, at: at).map { .packet($0) } ?? .other
        }
    }

    private static func labelled(_ bytes: Bytes, at: Int) -> Content {
        LinkLayer.mpls(bytes, at: at).map { .packet($0) } ?? .other
    }

    /// The generic extension of VXLAN (draft-ietf-nvo3-vxlan-gpe): what follows is told in the header.
    private static func genericVXLAN(_ bytes: Bytes) -> Content {
        guard bytes.has(0, 9) else { return .broken }
        // Without the flag it is VXLAN.
        guard bytes.u8(0) & 0x04 != 0 else { return vxlan(bytes) }
        switch bytes.u8(3) {
        case 1: return version(4, bytes, at: 8)
        case 2: return version(6, bytes, at: 8)
        case 3: return ethernet(bytes, at: 8)
        case 5: return labelled(bytes, at: 8)
        default: return .other
        }
    }

    private static func version(_ version: UInt8, _ bytes: Bytes, at: Int) -> Content {
        bytes.has(at, 1) && bytes.u8(at) >> 4 == version ? .packet(at) : .broken
    }

    /// IP of either version.
    private static func ip(_ bytes: Bytes, at: Int) -> Content {
        guard bytes.has(at, 1) else { return .broken }
        let version = bytes.u8(at) >> 4
        return version == 4 || version == 6 ? .packet(at) : .other
    }

    /// 3GPP TS 29.281 5.1: a packet of a user is a message of type 255; extension headers follow each other.
    private static func gtpu(_ bytes: Bytes) -> Content {
        guard bytes.has(0, 8) else { return .broken }
        guard bytes.u8(0) & 0xF0 == 0x30, bytes.u8(1) == 255 else { return .other }
        guard bytes.u8(0) & 7 != 0 else { return ip(bytes, at: 8) }
        guard bytes.has(8, 4) else { return .broken }
        var (at, next) = (12, bytes.u8(0) & 4 != 0 ? bytes.u8(11) : 0)
        while next != 0 {
            guard bytes.has(at, 1), bytes.u8(at) > 0 else { return .broken }
            let size = Int(bytes.u8(at)) * 4
            guard bytes.has(at, size) else { return .broken }
            next = bytes.u8(at + size - 1)
            at += size
        }
        return ip(bytes, at: at)
    }

    /// RFC 2661 3.1: data of version 2 holds PPP.
    private static func l2tp(_ bytes: Bytes) -> Content {
        guard bytes.has(0, 6) else { return .broken }
        let flags = bytes.u16(0)
        guard flags & 0x800F == 2 else { return .other }
        var at = flags & 0x4000 != 0 ? 8 : 6
        if flags & 0x0800 != 0 { at += 4 }
        if flags & 0x0200 != 0 {
            guard bytes.has(at, 2) else { return .broken }
            at += 2 + Int(bytes.u16(at))
        }
        return framedPPP(bytes, at: at)
    }

    /// RFC 4380 5.1.1: authentication and origin may stand before IPv6.
    private static func teredo(_ bytes: Bytes) -> Content {
        var at = 0
        if bytes.has(at, 4), bytes.u16(at) == 1 { at += 4 + Int(bytes.u8(2)) + Int(bytes.u8(3)) + 9 }
        if bytes.has(at, 8), bytes.u16(at) == 0 { at += 8 }
        return bytes.has(at, 1) && bytes.u8(at) >> 4 == 6 ? .packet(at) : .other
    }
}
