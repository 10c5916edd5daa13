import SharedInputs

/// Traffic in which everything that spans packets occurs: pairs, repetitions, late answers, streams with holes and
/// disorder, fragments, transfers, pauses and broken time stamps.
struct RandomTraffic {
    private var generator: SplitMix
    private var streams: [Stream]
    /// What is on its way: packets that come a little later.
    private var coming: [ByteString] = []
    private var clock: Int64 = 0

    init(seed: UInt64) {
        generator = SplitMix(seed: seed)
        streams = (0..<4).map { index in
            var stream = Stream(clientStart: 0xFFFF_FF00 + index * 37, serverStart: index * 1000)
            stream.port = 50_000 + index
            return stream
        }
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }
    private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    mutating func capture(packets: Int) -> CaptureBuilder {
        var capture = CaptureBuilder()
        while capture.records.count < packets {
            if coming.isEmpty || chance(60) { talk() }
            let packet = coming.remove(at: chance(80) ? 0 : below(coming.count))
            if chance(6) { continue }  // lost
            clock += Int64(below(40_000))
            if chance(2) { clock += 3_000_000 }
            if chance(1) { clock += chance(70) ? 112_000_000 + Int64(below(18_000_000)) : 7_500_000_000 }
            let offset = chance(1) ? clock + 864_000_000_000 : clock - Int64(below(2000))
            capture.add(packet, at: offset, snap: chance(2) ? packet.count / 2 : nil)
            if chance(3) { capture.add(packet, at: clock) }
        }
        return capture
    }

    private mutating func talk() {
        switch below(10) {
        case 0..<5: datagrams()
        case 5..<8: segments()
        case 8: fragments()
        default: errors()
        }
    }

    private mutating func query() -> DNSText {
        var query = DNSText.query("host\(below(4)).Example.nl", type: [1, 28, 16][below(3)], id: below(8))
        if chance(40) { query.additionals = [DNSText.opt(options: [(10, [1, 2, 3, 4, 5, 6, 7, 8])])] }
        return query
    }

    private mutating func datagrams() {
        let isV6 = chance(30)
        let exchange = Exchange(
            client: isV6 ? "2001:db8::1" : "192.0.2.1", server: isV6 ? "2001:db8::53" : "198.51.100.53",
            port: 40_000 + below(3))
        let query = query()
        coming.append(exchange.ask(query))
        if chance(15) { coming.append(exchange.ask(query)) }
        if chance(85) { coming.append(exchange.reply(query.answered(answers: [DNSText.address]))) }
        if chance(5) { coming.append(exchange.reply(DNSText(id: query.id, flags: 0x8105))) }
    }

    private mutating func segments() {
        let index = below(streams.count)
        var stream = streams[index]
        if chance(20) {
            stream.clientSequence += 100_000
            coming += stream.handshake()
        }
        var query = query()
        if chance(10) { query = .query("zone.nl", type: 252, id: below(8)) }
        coming += pieces(query.bytes.prefixed) { stream.send($0) }
        for _ in 0..<below(3) { coming += pieces(query.answered().bytes.prefixed) { stream.receive($0) } }
        if chance(30) { coming.append(stream.fromClient()) }
        if chance(5) { coming.append(stream.fromServer(.rst)) }
        if chance(10) { coming += [stream.fromClient([.ack, .fin]), stream.fromServer([.ack, .fin])] }
        streams[index] = stream
    }

    private mutating func pieces(_ bytes: ByteString, _ send: (ByteString) -> ByteString) -> [ByteString] {
        let cut = chance(50) ? bytes.count : 1 + below(bytes.count - 1)
        return [Array(bytes[..<cut]), Array(bytes[cut...])].filter { !$0.isEmpty }.map(send)
    }

    private mutating func fragments() {
        let isV6 = chance(50)
        let message = query().with { $0.additionals = [.init(type: 16, data: ByteString(repeating: 65, count: 90))] }
        var packet = IPPacket(
            isV6 ? "2001:db8::1" : "192.0.2.1", isV6 ? "2001:db8::53" : "198.51.100.53",
            payload: Transport.udp(40_100, 53, message.bytes))
        packet.identification = below(6)
        let fragments = packet.fragments(of: 48)
        if chance(25) {
            // One that overlaps, and all of them again.
            coming += [fragments[0], packet.fragment(ByteString(repeating: 66, count: 16), offset: 40, hasMore: true)]
        }
        coming += fragments
    }

    private mutating func errors() {
        let packet = IPPacket(
            "203.0.113.5", "198.51.100.53", transport: 1,
            payload: Transport.icmp(type: 3, code: 3, Exchange().reply(query().answered())))
        coming.append(packet.bytes)
    }
}
