/// Tunnels around an IP packet, from the outer IP header on.
enum TunnelPacket {
    static let outer: (source: Address, destination: Address) = ("203.0.113.1", "203.0.113.2")

    static func ip(transport: Int, _ payload: ByteString) -> ByteString {
        IPPacket(outer.source, outer.destination, transport: transport, payload: payload).bytes
    }

    private static func etherType(_ packet: ByteString) -> Int { packet.first.map { $0 >> 4 } == 6 ? 0x86DD : 0x0800 }

    static func ipip(_ packet: ByteString) -> ByteString { ip(transport: etherType(packet) == 0x86DD ? 41 : 4, packet) }

    static func gre(flags: Int, type: Int, fields: ByteString = [], _ content: ByteString) -> ByteString {
        var header: ByteString = []
        header.add16(flags)
        header.add16(type)
        return ip(transport: 47, header + fields + content)
    }

    static func gre(_ packet: ByteString) -> ByteString { gre(flags: 0, type: etherType(packet), packet) }

    /// What GRE carries, in every form of its header.
    static func greVariants(_ packet: ByteString) -> [ByteString] {
        let (type, word) = (etherType(packet), ByteString(repeating: 1, count: 4))
        let routes: ByteString = [8, 0, 0, 4, 192, 0, 2, 9, 0, 0, 0, 0]
        return [
            gre(packet), gre(flags: 0x8000, type: type, fields: word, packet),
            gre(flags: 0x2000, type: type, fields: word, packet),
            gre(flags: 0x3000, type: type, fields: word + word, packet),
            gre(flags: 0xB000, type: type, fields: word + word + word, packet),
            gre(flags: 0x4000, type: type, fields: word + routes, packet),
            gre(flags: 0xF000, type: type, fields: word + word + word + routes, packet),
            gre(flags: 0, type: 0x6558, LinkFrame.ethernet(packet)),
            gre(flags: 0, type: 0x8847, [0, 1, 1, 64] + packet),
            gre(flags: 0x3081, type: 0x880B, fields: word + word + word, LinkFrame.ppp(packet, isFramed: true)),
        ]
    }

    static func erspanVariants(_ packet: ByteString) -> [ByteString] {
        let (frame, word) = (LinkFrame.ethernet(packet, tags: [0x8100]), ByteString(repeating: 1, count: 4))
        let second: ByteString = [0x10, 0, 0, 1, 0, 0, 0, 0]
        let third: ByteString = [0x20, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        return [
            gre(flags: 0, type: 0x88BE, frame), gre(flags: 0x1000, type: 0x88BE, fields: word, second + frame),
            gre(flags: 0x1000, type: 0x22EB, fields: word, third + [0, 0] + frame),
            // With the header of the platform, and with IP instead of Ethernet.
            gre(flags: 0x1000, type: 0x22EB, fields: word, third + [0, 1] + word + word + frame),
            gre(flags: 0x1000, type: 0x22EB, fields: word, third + [8, 0] + packet),
        ]
    }

    static func vxlan(_ packet: ByteString, flags: UInt8 = 8) -> ByteString {
        let header: ByteString = [flags, 0, 0, 0, 0, 0, 42, 0]
        return ip(transport: 17, Transport.udp(50_000, 4789, header + LinkFrame.ethernet(packet)))
    }

    /// With so many words of options; Ethernet, or IP without it.
    static func geneve(_ packet: ByteString, options: Int = 0, isEthernet: Bool = true) -> ByteString {
        var header: ByteString = [UInt8(options), 0]
        header.add16(isEthernet ? 0x6558 : etherType(packet))
        header += [0, 0, 42, 0] + ByteString(repeating: 9, count: options * 4)
        return ip(
            transport: 17, Transport.udp(50_000, 6081, header + (isEthernet ? LinkFrame.ethernet(packet) : packet)))
    }
}
