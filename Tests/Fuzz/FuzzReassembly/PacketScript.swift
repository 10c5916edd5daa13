import FuzzHarness
import FuzzPackets

/// Reads an input as a sequence of packets of four conversations: segments and fragments that are true in content and
/// chosen in place, order and flags, and some that are false.
struct PacketScript {
    private static let limit = 400
    /// Where the client's numbers begin: also short of the wrap, and of the sign.
    private static let starts: [UInt32] = [1000, 0xFFFF_FFE0, 0, 0x7FFF_FFF0]
    private var cursor: Cursor
    private var packets: [FuzzPacket] = []
    private var clock: Int64 = 1_700_049_600_000_000
    /// Before which packet the capture is cut.
    let cut: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        cursor = Cursor(bytes)
        cut = Int(cursor.byte())
    }

    mutating func play() -> [FuzzPacket] {
        while !cursor.isAtEnd, packets.count < Self.limit { step() }
        return packets
    }

    private mutating func step() {
        let choice = cursor.byte()
        let conversation = Int(choice >> 4 & 3)
        let isToServer = choice & 0x40 == 0
        switch choice & 15 {
        case 0...3: segment(conversation, isToServer, isTrue: true)
        case 4: segment(conversation, isToServer, isTrue: false)
        case 5: handshake(conversation)
        case 6...8: fragment(conversation, isToServer, isTrue: true)
        case 9: fragment(conversation, isToServer, isTrue: false)
        case 10, 11: datagram(conversation, isToServer)
        case 12: wait()
        case 13: if let last = packets.last { packets.append(last) }
        case 14: if choice & 0x80 == 0 { repeatEarlier() } else { tunnel(conversation) }
        default: add(cursor.take(Int(cursor.byte())))
        }
    }

    private mutating func add(_ bytes: [UInt8], wireLength: Int? = nil) {
        clock += 1000
        packets.append(FuzzPacket(bytes, at: clock, wireLength: wireLength))
    }

    /// Forth by up to weeks, or back.
    private mutating func wait() {
        let (amount, unit) = (Int64(Int8(bitPattern: cursor.byte())), cursor.byte())
        clock += amount * [1000, 100_000, 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000][Int(unit % 6)]
    }

    private mutating func repeatEarlier() {
        let back = Int(cursor.byte())
        guard !packets.isEmpty else { return }
        add(packets[packets.count - 1 - back % packets.count].bytes)
    }

    /// The last packet again, in one of IP over IP, in two fragments: what is inside may be a fragment itself.
    private mutating func tunnel(_ conversation: Int) {
        guard let inner = packets.last?.bytes, inner.count > 24, inner.count < 2000 else { return }
        let transport: UInt8 = inner[0] >> 4 == 4 ? 4 : 41
        let (identification, cut) = (Int(cursor.byte()), inner.count / 16 * 8)
        let pieces = [(0, inner[..<cut]), (cut, inner[cut...])]
        for (offset, part) in cursor.byte() & 1 == 0 ? pieces : pieces.reversed() {
            add(
                Wire.v4(
                    UInt8(conversation + 1), 53, transport: transport, identification: identification,
                    place: (offset == 0 ? 0x2000 : 0) | offset / 8, Array(part)))
        }
    }

    /// What one side says, by conversation, to the server and from it.
    private static let contents = (0..<4).map { [content($0, false), content($0, true)] }

    /// The messages of a conversation, one after another; the last one is long.
    private static func content(_ conversation: Int, _ isToServer: Bool) -> [UInt8] {
        let short = (0..<8).flatMap { index in
            Wire.message("host\(conversation)\(index)", id: index, isResponse: !isToServer)
        }
        return short + Wire.word(700) + Wire.message("long", id: 9, isResponse: !isToServer).dropFirst(2)
            + [UInt8](repeating: 0xC0, count: 640)
    }

    private func packet(_ conversation: Int, _ isToServer: Bool, transport: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let (client, server) = (UInt8(conversation + 1), UInt8(53))
        let (source, destination) = isToServer ? (client, server) : (server, client)
        return conversation & 1 == 0
            ? Wire.v4(source, destination, transport: transport, payload)
            : Wire.v6(source, destination, next: transport, payload)
    }

    private mutating func segment(_ conversation: Int, _ isToServer: Bool, isTrue: Bool) {
        let content = Self.contents[conversation][isToServer ? 1 : 0]
        let flags = cursor.byte() & 0x1F
        let place = isTrue ? Int(cursor.word()) % content.count : Int(Int16(truncatingIfNeeded: cursor.word()))
        let size = Int(cursor.byte())
        let payload =
            isTrue ? Array(content[place..<min(content.count, place + size)]) : cursor.take(size)
        let start = Self.starts[conversation] &+ (isToServer ? 1 : 0x1000_0001)
        let answered = Self.starts[conversation] &+ (isToServer ? 0x1000_0001 : 1)
        // With a SYN the data stand one further.
        let sequence = start &+ UInt32(truncatingIfNeeded: place) &- (flags & 2 != 0 ? 1 : 0)
        let acknowledge = answered &+ UInt32(cursor.byte()) * 4
        // Of the last conversation, both ports are those of a server.
        let client = conversation == 3 ? 5353 : 40_000 + conversation
        let bytes = Wire.tcp(
            isToServer ? client : 53, isToServer ? 53 : client, sequence: sequence, acknowledge: acknowledge,
            flags: flags, payload)
        let whole = packet(conversation, isToServer, transport: 6, bytes)
        if choiceOfCut() { add(Array(whole.dropLast(payload.count / 2)), wireLength: whole.count) } else { add(whole) }
    }

    /// The capture holds only the beginning of a packet.
    private mutating func choiceOfCut() -> Bool { cursor.byte() > 0xF0 }

    private mutating func handshake(_ conversation: Int) {
        let (port, start) = (conversation == 3 ? 5353 : 40_000 + conversation, Self.starts[conversation])
        let answer = start &+ 0x1000_0000
        add(
            packet(
                conversation, true, transport: 6,
                Wire.tcp(port, 53, sequence: start, acknowledge: 0, flags: 2, [])))
        add(
            packet(
                conversation, false, transport: 6,
                Wire.tcp(53, port, sequence: answer, acknowledge: start &+ 1, flags: 18, [])))
        add(
            packet(
                conversation, true, transport: 6,
                Wire.tcp(port, 53, sequence: start &+ 1, acknowledge: answer &+ 1, flags: 16, [])))
    }

    private func datagramContent(_ conversation: Int, _ isToServer: Bool) -> [UInt8] {
        let message = Array(Wire.message("frag\(conversation)", id: 7, isResponse: !isToServer).dropFirst(2))
        let padded = message + [UInt8](repeating: 0, count: 120)
        return isToServer ? Wire.udp(41_000 + conversation, 53, padded) : Wire.udp(53, 41_000 + conversation, padded)
    }

    private mutating func fragment(_ conversation: Int, _ isToServer: Bool, isTrue: Bool) {
        let content = datagramContent(conversation, isToServer)
        let (where8, size8, identification) = (cursor.byte(), cursor.byte(), Int(cursor.byte() & 3))
        let offset: Int
        let part: [UInt8]
        let hasMore: Bool
        if isTrue {
            offset = Int(where8) * 8 % (content.count / 8 * 8)
            let end = min(content.count, offset + (Int(size8 & 7) + 1) * 8)
            part = Array(content[offset..<end])
            hasMore = end < content.count
        } else {
            offset = Int(where8) << 8 & 0xFFF8
            part = cursor.take(Int(size8))
            hasMore = size8 & 1 == 0
        }
        let (client, server) = (UInt8(conversation + 1), UInt8(53))
        let (source, destination) = isToServer ? (client, server) : (server, client)
        if conversation & 1 == 0 {
            add(
                Wire.v4(
                    source, destination, transport: 17, identification: identification,
                    place: (hasMore ? 0x2000 : 0) | offset / 8, part))
        } else {
            let header = Wire.v6Fragment(
                next: 17, identification: identification, place: offset | (hasMore ? 1 : 0), part)
            add(Wire.v6(source, destination, next: 44, header))
        }
    }

    private mutating func datagram(_ conversation: Int, _ isToServer: Bool) {
        let (name, id) = (cursor.byte() & 3, Int(cursor.byte() & 7))
        let message = Array(Wire.message("udp\(name)", id: id, isResponse: !isToServer).dropFirst(2))
        let body = isToServer ? Wire.udp(42_000, 53, message) : Wire.udp(53, 42_000, message)
        add(packet(conversation, isToServer, transport: 17, body))
    }
}
