import Decode
import SharedInputs
import Testing

@Suite("TCP")
struct TCPTests {
    static let message = DNSText.query("example.nl").bytes.prefixed
    static let other = DNSText.query("other.nl", id: 2).bytes.prefixed

    @Test func theHandshakeGivesTheRoundTrip() throws {
        var stream = Stream()
        var packets = stream.handshake()
        packets.append(stream.send(Self.message + Self.other))
        packets.append(stream.send(DNSText.query("third.nl", id: 3).bytes.prefixed))
        packets.append(stream.receive(DNSText.query("example.nl").answered().bytes.prefixed))
        let decoding = try Decoding.packets(packets)
        // Only the messages of the first data packet have it.
        let trips = Dictionary(uniqueKeysWithValues: decoding.dns.map { ($0["dns_id"] ?? "", $0["tcp_rtt_us"]) })
        #expect(trips == ["1": "2000", "2": "2000", "3": nil])
        #expect(decoding.kinds == ["matched", "unanswered", "unanswered"])
        #expect(
            decoding.dns.first?.differences([
                "prot": "6", "dns_req_len": String(Self.message.count - 2), "dns_proc_time_us": "2000",
            ]) == [])
    }

    @Test(arguments: [0, 1])
    func aRepeatedHandshakeHasNoRoundTrip(repeated: Int) throws {
        var stream = Stream()
        var packets = stream.handshake()
        packets.insert(packets[repeated], at: 1)
        packets.append(stream.send(Self.message))
        let row = try #require(try Decoding.packets(packets).row)
        #expect(row["tcp_rtt_us"] == nil)
    }

    @Test func manyMessagesInOneSegment() throws {
        var stream = Stream()
        let all = (0..<40).flatMap { DNSText.query("host\($0).nl", id: $0).bytes.prefixed }
        let decoding = try Decoding.packets(stream.handshake() + [stream.send(all)])
        #expect(decoding.names == (0..<40).map { "host\($0).nl." })
    }

    @Test(arguments: 1..<(message.count + other.count))
    func aSegmentMayEndAnywhere(cut: Int) throws {
        let all = Self.message + Self.other
        var stream = Stream()
        let head = stream.handshake()
        let parts = [stream.send(Array(all[..<cut])), stream.send(Array(all[cut...]))]
        #expect(try Decoding.packets(head + parts).names == ["example.nl.", "other.nl."])
        // The same, out of order.
        #expect(try Decoding.packets(head + parts.reversed()).names == ["example.nl.", "other.nl."])
    }

    @Test func everyByteInASegmentOfItsOwn() throws {
        var stream = Stream()
        let packets = stream.handshake() + (Self.message + Self.other).map { stream.send([$0]) }
        let decoding = try Decoding.packets(packets)
        #expect(decoding.names == ["example.nl.", "other.nl."])
        // The segment that completed it.
        #expect(decoding.dns.first?["time"] == String(CaptureBuilder.epoch + Int64(2 + Self.message.count) * 1000))
    }

    @Test(arguments: 1...30)
    func anyOrderRepetitionAndOverlap(seed: Int) throws {
        var generator = SplitMix(seed: UInt64(seed))
        let messages = (0..<8).map { DNSText.query("host\($0).example.nl", id: $0) }
        let all = messages.flatMap { $0.bytes.prefixed }
        var stream = Stream(clientStart: 0xFFFF_FFA0)
        let head = stream.handshake()
        var parts: [ByteString] = []
        var at = 0
        while at < all.count {
            let size = Int.random(in: 1...60, using: &generator)
            // Begins a little before, ends where it will.
            let start = max(0, at - Int.random(in: 0...10, using: &generator))
            let end = min(at + size, all.count)
            parts.append(stream.fromClient(.ack, Array(all[start..<end]), ahead: start))
            if Bool.random(using: &generator) { parts.append(stream.fromClient(.ack, Array(all[at..<end]), ahead: at)) }
            at = end
        }
        let decoding = try Decoding.packets(head + parts.shuffled(using: &generator))
        #expect(decoding.names == (0..<8).map { "host\($0).example.nl." })
        #expect(decoding.errors.isEmpty)
    }

    @Test func theSequenceNumberWraps() throws {
        var stream = Stream(clientStart: 0xFFFF_FFFF - 20, serverStart: 0xFFFF_FFFF)
        var packets = stream.handshake()
        for index in 0..<4 {
            let query = DNSText.query("host\(index).nl", id: index)
            packets.append(stream.send(query.bytes.prefixed))
            packets.append(stream.receive(query.answered().bytes.prefixed))
        }
        #expect(try Decoding.packets(packets).kinds == ["matched", "matched", "matched", "matched"])
    }

    @Test func dataInTheSYN() throws {
        var stream = Stream()
        let syn = stream.fromClient(.syn, Self.message)
        stream.clientSequence += 1 + Self.message.count
        let answer = stream.fromServer([.syn, .ack])
        stream.serverSequence += 1
        let decoding = try Decoding.packets([
            syn, answer, stream.fromClient(), stream.send(Self.other),
            stream.receive(DNSText.query("example.nl").answered().bytes.prefixed),
        ])
        #expect(decoding.names == ["example.nl.", "other.nl."])
        #expect(decoding.kinds == ["matched", "unanswered"])
    }

    @Test func aMessageWithoutLengthIsMalformedAndTheNextOneIsRead() throws {
        var stream = Stream()
        let packets = stream.handshake() + [stream.send([0, 0, 0, 0] + Self.message)]
        let decoding = try Decoding.packets(packets)
        #expect(decoding.names == ["example.nl."])
        #expect(decoding.errors == ["dns_zero_length": 2])
    }

    @Test func aMessageShorterThanItsHeaderIsCounted() throws {
        var stream = Stream()
        let decoding = try Decoding.packets(stream.handshake() + [stream.send([0, 3, 1, 2, 3] + Self.message)])
        #expect(decoding.names == ["example.nl."])
        #expect(decoding.errors == ["dns_header_short": 1])
    }

    @Test func keepAlivesAddNothing() throws {
        var stream = Stream()
        var packets = stream.handshake()
        packets.append(stream.send(Self.message))
        packets.append(stream.fromClient(.ack, [0], ahead: -1))
        packets.append(stream.fromClient())
        packets.append(stream.send(Self.other))
        #expect(try Decoding.packets(packets).names == ["example.nl.", "other.nl."])
    }

    @Test func otherPortsAreNotDNS() throws {
        var stream = Stream()
        let packets = stream.handshake() + [stream.send(Self.message)]
        #expect(try Decoding.packets(packets, options: Decoding.options { $0.ports = [5353] }).dns.isEmpty)
    }
}
