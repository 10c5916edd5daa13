/// An IPv4 packet whose numbers change from one to the next. Checksums are zero: a capture may hold such.
struct FloodPacket {
    private(set) var bytes: [UInt8]

    init(transport: UInt8, fragmentPlace: Int = 0, _ payload: [UInt8]) {
        bytes = [0x45, 0, 0, 0, 0, 0, 0, 0, 64, transport, 0, 0, 10, 0, 0, 0, 192, 0, 2, 53] + payload
        set(2, UInt16(truncatingIfNeeded: bytes.count))
        set(6, UInt16(truncatingIfNeeded: fragmentPlace))
    }

    mutating func set(_ at: Int, _ value: UInt16) {
        bytes[at] = UInt8(truncatingIfNeeded: value >> 8)
        bytes[at + 1] = UInt8(truncatingIfNeeded: value)
    }

    mutating func set(_ at: Int, _ value: UInt32) {
        set(at, UInt16(truncatingIfNeeded: value >> 16))
        set(at + 2, UInt16(truncatingIfNeeded: value))
    }

    /// The client's address; there are sixteen million.
    mutating func setClient(_ number: Int) { set(12, 0x0A00_0000 | UInt32(truncatingIfNeeded: number & 0xFF_FFFF)) }
    mutating func setIdentification(_ number: Int) { set(4, UInt16(truncatingIfNeeded: number)) }
    /// Of UDP as of TCP.
    mutating func setClientPort(_ number: Int) { set(20, UInt16(truncatingIfNeeded: 1024 + number % 60_000)) }
    mutating func setSequence(_ number: UInt32) { set(24, number) }

    private static func word(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    static func udp(_ message: [UInt8]) -> FloodPacket {
        FloodPacket(transport: 17, [0x9C, 0x40, 0, 53] + word(message.count + 8) + [0, 0] + message)
    }

    /// From the server.
    static func udpAnswer(_ message: [UInt8]) -> FloodPacket {
        var packet = FloodPacket(transport: 17, [0, 53, 0x9C, 0x40] + word(message.count + 8) + [0, 0] + message)
        packet.set(12, 0xC000_0235 as UInt32)
        packet.set(16, 0x0A00_0001 as UInt32)
        return packet
    }

    static func tcp(flags: UInt8, _ data: [UInt8]) -> FloodPacket {
        FloodPacket(
            transport: 6, [0x9C, 0x40, 0, 53, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0] + data)
    }

    /// A query for `example.nl`, with so many bytes of padding behind an OPT record (RFC 7830); 0: without one.
    static func query(padding: Int = 0) -> [UInt8] {
        let name: [UInt8] = [7] + Array("example".utf8) + [2] + Array("nl".utf8) + [0]
        let head: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, padding > 0 ? 1 : 0] + name + [0, 1, 0, 1]
        if padding == 0 { return head }
        return head + [0, 0, 41, 4, 208, 0, 0, 0, 0] + word(padding + 4) + [0, 12] + word(padding)
            + [UInt8](repeating: 0, count: padding)
    }

    /// An answer of so many aliases, each for the longest name there is, of octets that take four characters each.
    static func aliases(_ count: Int) -> [UInt8] {
        let label = [63] + [UInt8](repeating: 1, count: 63)
        let name = label + label + label + [61] + [UInt8](repeating: 1, count: 61) + [0]
        let head: [UInt8] = [0, 1, 0x84, 0, 0, 1] + word(count) + [0, 0, 0, 0] + name + [0, 5, 0, 1]
        return head + (0..<count).flatMap { _ in [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 1, 0, 2, 0xC0, 12] as [UInt8] }
    }
}
