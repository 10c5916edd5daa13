import CPcap

/// Values of LINKTYPE_ and DLT_ that are read: which there are, not what their frames look like, which `LinkLayer` knows.
enum LinkType {
    static let ethernet: Int32 = DLT_EN10MB
    static let cooked: Int32 = DLT_LINUX_SLL, cooked2: Int32 = 276
    static let null: Int32 = DLT_NULL, loop: Int32 = DLT_LOOP
    static let ppp: Int32 = DLT_PPP, pppSerial: Int32 = DLT_PPP_SERIAL, ciscoHDLC: Int32 = DLT_C_HDLC
    static let ipv4: Int32 = 228, ipv6: Int32 = 229
    /// The values that have stood for IP of either version without anything before it.
    static let raw: Int32 = DLT_RAW, rawBSD: Int32 = 12, rawOpenBSD: Int32 = 14, rawFile: Int32 = 101

    static let slip: Int32 = 8, arcnet: Int32 = 7, arcnetLinux: Int32 = 129, fddi: Int32 = 10
    static let wireless: Int32 = 105, radiotap: Int32 = 127, prism: Int32 = 119, avs: Int32 = 163
    static let perPacket: Int32 = 192, netfilterLog: Int32 = 239, packetFilterLog: Int32 = 117
    static let encapsulated: Int32 = 109, packetTap: Int32 = 258, endace: Int32 = 197
    static let pppoe: Int32 = 51, multiprotocol: Int32 = 219, pppWithDirection: Int32 = 204
    static let pppd: Int32 = 166

    static func isKnown(_ value: Int32) -> Bool { isCommon(value) || isRare(value) }

    static func isRaw(_ value: Int32) -> Bool { [raw, rawBSD, rawOpenBSD, rawFile].contains(value) }

    private static func isCommon(_ value: Int32) -> Bool {
        isRaw(value)
            || [ethernet, ipv4, ipv6, cooked, cooked2, null, loop, ppp, pppSerial, ciscoHDLC].contains(value)
    }

    /// Those that few captures have.
    static func isRare(_ value: Int32) -> Bool {
        [
            slip, arcnet, arcnetLinux, fddi, wireless, radiotap, prism, avs, perPacket, netfilterLog, packetFilterLog,
            encapsulated, packetTap, endace, pppoe, multiprotocol, pppWithDirection, pppd,
        ].contains(value)
    }
}
