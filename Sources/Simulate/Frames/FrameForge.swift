/// Makes Ethernet frames and queues them.
struct FrameForge: ~Copyable {
    static let ethernetSize = 14
    static let mtu = 1500
    private static let serverHopLimit: UInt8 = 64
    private static let serverHardware: UInt64 = 0x0200_5E00_0035
    private static let routerHardware: UInt64 = 0x0200_5E00_0001

    var queue = PacketQueue()
    var random: SeededRandom
    private var nextFragmented: UInt32 = 1
    private var datagram = WireBuffer(capacity: 8192)
    /// Packets that are parts of a datagram.
    private(set) var fragments = 0
    private(set) var fragmentedDatagrams = 0

    init(_ random: SeededRandom) { self.random = random }

    /// A UDP datagram, in fragments if it is larger than a packet.
    mutating func udp(_ flow: Flow, _ direction: Direction, _ message: borrowing WireBuffer, _ time: Int64) {
        datagram.clear()
        let (source, destination) = ports(flow, direction)
        datagram.put16(source)
        datagram.put16(destination)
        datagram.put16(UInt16(8 + message.count))
        datagram.put16(0)
        datagram.put(message)
        var sum = pseudoHeader(flow, 17, datagram.count)
        sum.add(datagram.base, datagram.count)
        // Zero means that there is none (RFC 768).
        datagram.base.storeBytes(of: sum.value == 0 ? 0xFFFF : sum.value, toByteOffset: 6, as: UInt16.self)
        if datagram.count + flow.headerSize > Self.mtu {
            pieces(flow, direction, time)
        } else {
            packet(flow, direction, 17, datagram.base, datagram.count, nil, time)
        }
    }

    /// A TCP segment; the options are those of a SYN: MSS, selective acknowledgements, window scale.
    mutating func tcp(
        _ flow: Flow, _ direction: Direction, flags: UInt16, sequence: UInt32, acknowledgement: UInt32,
        _ payload: UnsafeRawBufferPointer, _ time: Int64
    ) {
        let isOpening = flags & 2 != 0
        datagram.clear()
        let (source, destination) = ports(flow, direction)
        datagram.put16(source)
        datagram.put16(destination)
        datagram.put32(sequence)
        datagram.put32(acknowledgement)
        datagram.put16((isOpening ? 0x8000 : 0x5000) | flags)
        datagram.put16(isOpening ? 64_240 : 502)
        datagram.put32(0)
        if isOpening {
            datagram.put32(0x0204_0000 | UInt32(Self.maximumSegment(flow)))
            datagram.put64(0x0402_0103_0307_0101)
        }
        datagram.put(payload[...])
        var sum = pseudoHeader(flow, 6, datagram.count)
        sum.add(datagram.base, datagram.count)
        datagram.base.storeBytes(of: sum.value, toByteOffset: 16, as: UInt16.self)
        packet(flow, direction, 6, datagram.base, datagram.count, nil, time)
    }

    /// An ICMP or ICMPv6 message without its checksum, which is put in.
    mutating func icmp(_ flow: Flow, _ direction: Direction, _ message: borrowing WireBuffer, _ time: Int64) {
        var sum = flow.client.isIPv6 ? pseudoHeader(flow, 58, message.count) : Checksum()
        sum.add(message.base, message.count)
        message.base.storeBytes(of: sum.value, toByteOffset: 2, as: UInt16.self)
        packet(flow, direction, flow.client.isIPv6 ? 58 : 1, message.base, message.count, nil, time)
    }

    /// Appends the IP packet that the server has sent last, as its receiver sees it, up to 548 bytes.
    mutating func quoteLastDatagram(_ flow: Flow, into message: inout WireBuffer) {
        let frame = queue.slot()
        defer { queue.release(frame) }
        let (source, length) = (flow.server, datagram.count)
        let size =
            flow.client.isIPv6
            ? Self.ipv6(frame, source, flow.client, 17, length, Self.serverHopLimit - 9, nil)
            : Self.ipv4(frame, source, flow.client, 17, length, Self.serverHopLimit - 9, 0, nil)
        let header = UnsafeRawBufferPointer(start: frame, count: size)
        let body = UnsafeRawBufferPointer(start: datagram.base, count: length)
        message.put(header[...])
        message.put(body.prefix(548 - size))
    }

    /// The router asks for the server's hardware address, and gets it (RFC 826).
    mutating func arp(isReply: Bool, server: Address, _ time: Int64) {
        let frame = ethernet(isReply ? .fromServer : .fromClient, type: 0x0806)
        let body = frame + Self.ethernetSize
        body.put64(isReply ? 0x0001_0800_0604_0002 : 0x0001_0800_0604_0001, at: 0)
        let (mine, other) = (UInt32(server.low), UInt32(server.low) & 0xFFFF_FF00 | 1)
        Self.hardware(body, 8, isReply ? Self.serverHardware : Self.routerHardware)
        body.put32(isReply ? mine : other, at: 14)
        Self.hardware(body, 18, isReply ? Self.routerHardware : 0)
        body.put32(isReply ? other : mine, at: 24)
        finish(frame, Self.ethernetSize + 28, isReply ? .fromServer : .fromClient, time)
    }

    static func maximumSegment(_ flow: Flow) -> Int { mtu - flow.headerSize - 20 }

    private mutating func pieces(_ flow: Flow, _ direction: Direction, _ time: Int64) {
        let room = (Self.mtu - flow.headerSize - (flow.client.isIPv6 ? 8 : 0)) & ~7
        let count = (datagram.count + room - 1) / room
        // On some ways the last piece comes first.
        let isReversed = random.chance(0.1)
        for position in 0..<count {
            let index = isReversed ? count - 1 - position : position
            let fragment = Fragment(
                identification: nextFragmented, offset: index * room, isLast: index == count - 1)
            packet(
                flow, direction, 17, datagram.base + fragment.offset, min(room, datagram.count - fragment.offset),
                fragment, time + Int64(position))
            fragments += 1
        }
        nextFragmented &+= 1
        fragmentedDatagrams += 1
    }

    private mutating func packet(
        _ flow: Flow, _ direction: Direction, _ proto: UInt8, _ payload: UnsafeRawPointer, _ length: Int,
        _ fragment: Fragment?, _ time: Int64
    ) {
        let frame = ethernet(direction, type: flow.client.isIPv6 ? 0x86DD : 0x0800)
        let ip = frame + Self.ethernetSize
        let hops = direction == .fromClient ? flow.clientHopLimit : Self.serverHopLimit
        let (source, destination) =
            direction == .fromClient ? (flow.client, flow.server) : (flow.server, flow.client)
        let size: Int
        if flow.client.isIPv6 {
            size = Self.ipv6(ip, source, destination, proto, length, hops, fragment)
        } else {
            // Linux counts for what may be fragmented only; others number all.
            let number = direction == .fromClient ? UInt16(truncatingIfNeeded: random.next()) : 0
            size = Self.ipv4(ip, source, destination, proto, length, hops, number, fragment)
        }
        (ip + size).copyMemory(from: payload, byteCount: length)
        finish(frame, Self.ethernetSize + size + length, direction, time)
    }

    private mutating func ethernet(_ direction: Direction, type: UInt16) -> UnsafeMutableRawPointer {
        let frame = queue.slot()
        Self.hardware(frame, 0, direction == .fromClient ? Self.serverHardware : Self.routerHardware)
        Self.hardware(frame, 6, direction == .fromClient ? Self.routerHardware : Self.serverHardware)
        frame.put16(type, at: 12)
        return frame
    }

    private mutating func finish(
        _ frame: UnsafeMutableRawPointer, _ length: Int, _ direction: Direction, _ time: Int64
    ) {
        var length = length
        // What arrives was padded to the shortest Ethernet frame; what leaves is captured before that.
        if direction == .fromClient, length < 60 {
            (frame + length).initializeMemory(as: UInt8.self, repeating: 0, count: 60 - length)
            length = 60
        }
        queue.push(frame, length: length, time: time)
    }

    private static func hardware(_ bytes: UnsafeMutableRawPointer, _ offset: Int, _ address: UInt64) {
        bytes.put16(UInt16(truncatingIfNeeded: address >> 32), at: offset)
        bytes.put32(UInt32(truncatingIfNeeded: address), at: offset + 2)
    }

    private func ports(_ flow: Flow, _ direction: Direction) -> (UInt16, UInt16) {
        direction == .fromClient ? (flow.clientPort, flow.serverPort) : (flow.serverPort, flow.clientPort)
    }
}
