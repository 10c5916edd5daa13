/// Writes pcapng files, block by block.
struct PcapngBuilder {
    /// Of the section that is being written.
    var isBigEndian = false
    private(set) var bytes: ByteString = []

    func half(_ value: Int) -> ByteString {
        var bytes: ByteString = []
        bytes.add16(value)
        return isBigEndian ? bytes : bytes.reversed()
    }

    func word(_ value: Int) -> ByteString {
        var bytes: ByteString = []
        bytes.add32(value)
        return isBigEndian ? bytes : bytes.reversed()
    }

    func double(_ value: UInt64) -> ByteString {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
        return isBigEndian ? bytes : bytes.reversed()
    }

    func option(_ code: Int, _ value: ByteString) -> ByteString {
        half(code) + half(value.count) + value + ByteString(repeating: 0, count: -value.count & 3)
    }

    /// Any block; `length` and `trailer` lie about its length.
    mutating func block(_ type: Int, _ body: ByteString, length: Int? = nil, trailer: Int? = nil) {
        let padded = body + ByteString(repeating: 0, count: -body.count & 3)
        bytes += word(type) + word(length ?? padded.count + 12) + padded + word(trailer ?? padded.count + 12)
    }

    mutating func section(major: Int = 1, minor: Int = 0) {
        block(0x0A0D_0D0A, word(0x1A2B_3C4D) + half(major) + half(minor) + double(UInt64.max))
    }

    mutating func interface(
        _ linkType: Int, snap: Int = 0, resolution: Int? = nil, offset: Int64? = nil, frameCheck: Int? = nil
    ) {
        var body = half(linkType) + half(0) + word(snap)
        body += option(2, Array("eth0".utf8))
        if let resolution { body += option(9, [UInt8(resolution)]) }
        if let frameCheck { body += option(13, [UInt8(frameCheck)]) }
        if let offset { body += option(14, double(UInt64(bitPattern: offset))) }
        block(1, body + option(0, []))
    }

    /// An enhanced packet block, with a comment behind the packet.
    mutating func packet(
        _ packet: ByteString, interface: Int = 0, ticks: UInt64 = UInt64(CaptureBuilder.epoch), wireLength: Int? = nil
    ) {
        let body =
            word(interface) + word(Int(ticks >> 32)) + word(Int(ticks & 0xFFFF_FFFF)) + word(packet.count)
            + word(wireLength ?? packet.count) + packet + ByteString(repeating: 0, count: -packet.count & 3)
        block(6, body + option(1, Array("comment".utf8)) + option(0, []))
    }

    /// The packet block of the first versions, with a count of drops.
    mutating func oldPacket(_ packet: ByteString, interface: Int = 0, ticks: UInt64 = UInt64(CaptureBuilder.epoch)) {
        block(
            2,
            half(interface) + half(7) + word(Int(ticks >> 32)) + word(Int(ticks & 0xFFFF_FFFF)) + word(packet.count)
                + word(packet.count) + packet)
    }

    mutating func simplePacket(_ packet: ByteString, wireLength: Int? = nil) {
        block(3, word(wireLength ?? packet.count) + packet)
    }
}
