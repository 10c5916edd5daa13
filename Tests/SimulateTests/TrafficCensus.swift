import Simulate

/// Counts packets and messages in a simple way of its own: every byte is copied, nothing is shared with the generator.
struct TrafficCensus {
    var truth = DNSTrafficTruth()
    /// Answers over UDP that are larger than the query allows.
    var oversized = 0
    private var pieces: [[UInt8]: [Int: [UInt8]]] = [:]
    private var lastPiece: [[UInt8]: Int] = [:]
    private var streams: [[UInt8]: [UInt8]] = [:]
    private var asked: [[UInt8]: [AskedQuery]] = [:]

    mutating func add(_ packet: CapturedPacket) {
        truth.packets += 1
        let frame = Array(packet.bytes)
        switch Self.number(frame, 12, 2) {
        case 0x0806: truth.arp += 1
        case 0x0800:
            let end = 14 + Self.number(frame, 16, 2)
            let field = Self.number(frame, 20, 2)
            let key = Array(frame[26..<34]) + frame[18..<20]
            part(packet.time, frame[23], key, field & 0x1FFF * 8, field & 0x2000 != 0, Array(frame[34..<end]))
        default:
            let end = 54 + Self.number(frame, 18, 2)
            let addresses = Array(frame[22..<54])
            guard frame[20] == 44 else {
                return part(packet.time, frame[20], addresses, 0, false, Array(frame[54..<end]))
            }
            let field = Self.number(frame, 56, 2)
            part(
                packet.time, frame[54], addresses + frame[58..<62], field & 0xFFF8, field & 1 != 0,
                Array(frame[62..<end]))
        }
    }

    /// What only the end of all packets tells.
    mutating func finish() {
        for queue in asked.values {
            for (index, query) in queue.enumerated() where !query.isAnswered {
                if queue[index...].contains(where: \.isAnswered) {
                    truth.superseded += 1
                } else {
                    truth.unanswered += 1
                }
            }
            truth.retransmissions += queue.count - 1
        }
        truth.messages = truth.queries + truth.responses
    }

    private mutating func part(
        _ time: Int64, _ proto: UInt8, _ key: [UInt8], _ offset: Int, _ hasMore: Bool, _ payload: [UInt8]
    ) {
        guard offset > 0 || hasMore else { return transport(time, proto, key, payload) }
        truth.fragments += 1
        pieces[key, default: [:]][offset] = payload
        if !hasMore { lastPiece[key] = offset + payload.count }
        let all = (pieces[key] ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value)
        guard all.count == lastPiece[key] else { return }
        truth.fragmentedDatagrams += 1
        (pieces[key], lastPiece[key]) = (nil, nil)
        transport(time, proto, key, all)
    }

    private mutating func transport(_ time: Int64, _ proto: UInt8, _ key: [UInt8], _ bytes: [UInt8]) {
        let size = key.count < 20 ? 4 : 16
        let (source, destination) = (Array(key[0..<size]), Array(key[size..<2 * size]))
        let isQuery = proto == 1 || proto == 58 || Self.number(bytes, 2, 2) == 53
        // The client first, with its port.
        let conversation =
            isQuery ? source + destination + bytes[0..<2] : destination + source + bytes[2..<4]
        switch proto {
        case 1, 58: truth.icmp += 1
        case 17: message(time, conversation + [17], isQuery, Array(bytes[8...]))
        default:
            let flags = bytes[13]
            if flags & 0x12 == 0x02 { truth.tcpConversations += 1 }
            let name = conversation + [isQuery ? 1 : 0]
            streams[name, default: []] += bytes[(Int(bytes[12] >> 4) * 4)...]
            while let stream = streams[name], stream.count >= 2, stream.count >= 2 + Self.number(stream, 0, 2) {
                let end = 2 + Self.number(stream, 0, 2)
                streams[name] = Array(stream[end...])
                if isQuery { truth.tcpQueries += 1 }
                message(time, conversation + [6], isQuery, Array(stream[2..<end]))
            }
        }
    }

    private mutating func message(_ time: Int64, _ conversation: [UInt8], _ isQuery: Bool, _ bytes: [UInt8]) {
        guard bytes.count >= 12 else {
            truth.shortHeaders += 1
            return
        }
        if conversation.count > 30 { truth.ipv6Messages += 1 }
        let reading = MessageReading(bytes)
        if reading.isMalformed { truth.malformed += 1 }
        let key = conversation + bytes[0..<2] + reading.question.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
        if bytes[2] & 0x80 == 0 {
            truth.queries += 1
            if reading.advertisedSize != nil { truth.ednsQueries += 1 }
            asked[key, default: []].append(AskedQuery(time: time, size: reading.advertisedSize ?? 512))
        } else {
            truth.responses += 1
            if bytes[3] & 15 == 3 { truth.nxdomain += 1 }
            if bytes[2] & 2 != 0 { truth.truncated += 1 }
            guard let latest = asked[key]?.lastIndex(where: { !$0.isAnswered && $0.time <= time }) else { return }
            asked[key]?[latest].isAnswered = true
            truth.matched += 1
            if conversation.last == 17, bytes.count > asked[key]?[latest].size ?? 0 { oversized += 1 }
        }
    }

    private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
        bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }
}

/// A query that was seen, waiting for its answer or not any more.
struct AskedQuery {
    var time: Int64
    /// The largest answer over UDP.
    var size: Int
    var isAnswered = false
}
