import CPcap

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

    /// UDP by its destination port; the bytes behind the UDP header.
    static func udp(_ destination: UInt16, _ bytes: Bytes, _ wanted: Tunnel) -> Content {
        switch destination {
        case 4789 where wanted.contains(.vxlan): return vxlan(bytes)
        case 6081 where wanted.contains(.geneve): return geneve(bytes)
        default: return .other
        }
    }

    private static func version(_ version: UInt8, _ bytes: Bytes) -> Content {
        bytes.has(0, 1) && bytes.u8(0) >> 4 == version ? .packet(0) : .broken
    }

    private static func ethernet(_ bytes: Bytes, at start: Int) -> Content {
        guard bytes.has(start, 14) else { return .broken }
        return LinkLayer.networkOffset(DLT_EN10MB, bytes.slice(start)).map { .packet(start + $0) } ?? .other
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
}
