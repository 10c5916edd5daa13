/// Link layers around an IP packet.
enum LinkFrame {
    private static func etherType(_ packet: ByteString) -> ByteString {
        packet.first.map { $0 >> 4 } == 6 ? [0x86, 0xDD] : [0x08, 0x00]
    }

    private static let addresses = ByteString(repeating: 2, count: 12)

    static func ethernet(_ packet: ByteString, tags: [Int] = []) -> ByteString {
        let stack = tags.flatMap { tag -> ByteString in [UInt8(tag >> 8), UInt8(tag & 255), 0, 7] }
        return addresses + stack + etherType(packet) + packet
    }

    static func linuxCooked(_ packet: ByteString) -> ByteString {
        ByteString(repeating: 0, count: 14) + etherType(packet) + packet
    }

    static func linuxCooked2(_ packet: ByteString) -> ByteString {
        etherType(packet) + ByteString(repeating: 0, count: 18) + packet
    }

    static func loopback(_ packet: ByteString) -> ByteString { [2, 0, 0, 0] + packet }

    /// Two MPLS labels.
    static func mpls(_ packet: ByteString) -> ByteString {
        addresses + [0x88, 0x47, 0, 1, 0, 64, 0, 2, 1, 64] + packet
    }

    static func pppoe(_ packet: ByteString) -> ByteString {
        let kind: ByteString = packet.first.map { $0 >> 4 } == 6 ? [0, 0x57] : [0, 0x21]
        return addresses + [0x88, 0x64, 0x11, 0, 0, 1, 0, 0] + kind + packet
    }

    /// IEEE 802.3 with LLC and SNAP (RFC 1042); the length stands where the EtherType would.
    static func snap(_ packet: ByteString, tags: [Int] = []) -> ByteString {
        let stack = tags.flatMap { tag -> ByteString in [UInt8(tag >> 8), UInt8(tag & 255), 0, 7] }
        var length: ByteString = []
        length.add16(packet.count + 8)
        return addresses + stack + length + snapHeader + etherType(packet) + packet
    }

    private static let snapHeader: ByteString = [0xAA, 0xAA, 3, 0, 0, 0]

    static func linuxCookedTagged(_ packet: ByteString) -> ByteString {
        ByteString(repeating: 0, count: 14) + [0x81, 0, 0, 7] + etherType(packet) + packet
    }

    /// A frame of 802.2, which is protocol 4 for Linux.
    static func linuxCookedSnap(_ packet: ByteString) -> ByteString {
        ByteString(repeating: 0, count: 14) + [0, 4] + snapHeader + etherType(packet) + packet
    }

    static func linuxCooked2Tagged(_ packet: ByteString) -> ByteString {
        [0x81, 0] + ByteString(repeating: 0, count: 18) + [0, 7] + etherType(packet) + packet
    }

    /// PPP; the protocol in two bytes, or compressed to one.
    static func ppp(_ packet: ByteString, isFramed: Bool, isCompressed: Bool = false) -> ByteString {
        let kind: UInt8 = packet.first.map { $0 >> 4 } == 6 ? 0x57 : 0x21
        return (isFramed ? [0xFF, 3] : []) + (isCompressed ? [kind] : [0, kind]) + packet
    }

    static func ciscoHDLC(_ packet: ByteString) -> ByteString { [0x0F, 0] + etherType(packet) + packet }
}
