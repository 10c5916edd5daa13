import Decode
import Testing

/// What is believed of segments that cannot be of their connection, or were recorded late.
@Suite("TCP segments that are not believed, and late ones that are")
struct TCPTrustTests {
    private func query(_ index: Int) -> DNSText { .query("host\(index).nl", id: index) }
    private func asked(_ index: Int) -> ByteString { query(index).bytes.prefixed }
    private func answered(_ index: Int) -> ByteString {
        query(index).answered(answers: [DNSText.address]).bytes.prefixed
    }

    /// Handshake and a whole exchange.
    private func opened(_ stream: inout Stream) -> [ByteString] {
        stream.handshake() + [stream.send(asked(1)), stream.receive(answered(1))]
    }

    private func expectMatched(_ packets: [ByteString], _ count: Int, faults: [String: Int64] = [:]) throws {
        let decoding = try Decoding.packets(packets)
        #expect(decoding.kinds == Array(repeating: "matched", count: count))
        #expect(decoding.errors == faults)
    }

    @Test(arguments: [-2_000_000_000, -50_000_000, 50_000_000, 1_500_000_000])
    func aResetFarOutsideTheWindow(distance: Int) throws {
        for isFromClient in [true, false] {
            var stream = Stream(clientStart: 0x8000_0000, serverStart: 0x8000_1000)
            var packets = opened(&stream)
            packets.append(
                isFromClient ? stream.fromClient(.rst, ahead: distance) : stream.fromServer(.rst, ahead: distance))
            // Longer than a reset would be waited for.
            packets +=
                (0..<2500).map { _ in stream.fromClient() } + [stream.send(asked(2)), stream.receive(answered(2))]
            try expectMatched(packets, 2, faults: ["tcp_out_of_window": 1])
        }
    }

    @Test func aResetThatNobodyHasBelieved() throws {
        var stream = Stream()
        var packets = opened(&stream)
        packets.append(stream.fromServer(.rst))
        packets +=
            (0..<2500).map { _ in Exchange().ask(.query("tick.nl")) } + [
                stream.send(asked(2)), stream.receive(answered(2)),
            ]
        #expect(
            try Decoding.packets(packets).dns.filter { $0["prot"] == "6" }.map { $0["row_kind"] } == [
                "matched", "matched",
            ])
    }

    @Test func dataBehindAReset() throws {
        var stream = Stream()
        var packets = opened(&stream)
        packets.append(stream.send(asked(2)))
        packets.append(stream.fromClient(.rst))
        packets.append(stream.receive(answered(2)))
        try expectMatched(packets, 2)
    }

    @Test func aResetThatIsRecordedBeforeTheDataItFollows() throws {
        var stream = Stream()
        var packets = opened(&stream)
        packets.append(stream.send(asked(2)))
        let answer = stream.receive(answered(2))
        packets += [stream.fromServer(.rst), answer]
        try expectMatched(packets, 2)
    }

    /// RFC 5961 4: it is answered by an acknowledgement of what there is.
    @Test(arguments: [0, 7]) func aSYNInAnOpenConnection(cut: Int) throws {
        var stream = Stream()
        var packets = opened(&stream)
        let message = asked(2)
        packets.append(stream.send(Array(message.prefix(cut))))
        packets.append(stream.fromClient(.syn, ahead: 1_000_000_000))
        packets.append(stream.fromServer())
        packets.append(stream.send(Array(message.dropFirst(cut))))
        packets.append(stream.receive(answered(2)))
        try expectMatched(packets, 2, faults: ["tcp_out_of_window": 1])
    }

    @Test func aSYNInAnOpenConnectionThatIsAnswered() throws {
        var stream = Stream()
        var packets = opened(&stream)
        packets.append(stream.send(asked(2)))
        var other = Stream(clientStart: 3_000_000_000, serverStart: 2_000_000_000)
        packets += other.handshake() + [other.send(asked(3)), other.receive(answered(3))]
        #expect(try Decoding.packets(packets).kinds.sorted() == ["matched", "matched", "unanswered"])
    }

    @Test func aFINFarOutsideTheWindow() throws {
        var stream = Stream(clientStart: 0x8000_0000)
        var packets = opened(&stream)
        packets.append(stream.fromClient([.ack, .fin], ahead: -60_000_000))
        packets += [stream.send(asked(2)), stream.receive(answered(2))]
        try expectMatched(packets, 2, faults: ["tcp_out_of_window": 1])
    }

    @Test func dataFarOutsideTheWindow() throws {
        var stream = Stream(clientStart: 0x8000_0000)
        var packets = opened(&stream)
        packets.append(stream.fromClient(.ack, asked(9), ahead: 80_000_000))
        packets += [stream.send(asked(2)), stream.receive(answered(2))]
        try expectMatched(packets, 2, faults: ["tcp_out_of_window": 1])
    }

    @Test func anAcknowledgementThatIsRecordedBeforeASegment() throws {
        var stream = Stream()
        var packets = stream.handshake()
        let segments = (1...3).map { stream.send(asked($0)) }
        packets += [segments[0], segments[2], stream.fromServer(), segments[1]]
        packets += (1...3).map { stream.receive(answered($0)) }
        try expectMatched(packets, 3)
    }

    @Test func aHandshakeThatIsRecordedBehindTheData() throws {
        var stream = Stream()
        let head = stream.handshake()
        let segments = (1...2).map { stream.send(asked($0)) }
        let answers = (1...2).map { stream.receive(answered($0)) }
        try expectMatched([segments[1], head[0], head[1], segments[0], head[2]] + answers, 2)
        var capture = CaptureBuilder()
        for (packet, time) in [
            (answers[0], 3), (segments[0], 2), (head[1], 1), (head[0], 0), (segments[1], 4), (answers[1], 5),
        ] {
            capture.add(packet, at: Int64(time) * 1000)
        }
        #expect(try Decoding.capture(capture).kinds == ["matched", "matched"])
    }

    @Test func anAnswerThatIsRecordedBeforeItsQuery() throws {
        var stream = Stream()
        var capture = CaptureBuilder()
        for packet in stream.handshake() { capture.add(packet) }
        let query = stream.send(asked(1))
        capture.add(stream.receive(answered(1)), at: 1030)
        capture.add(query, at: 1000)
        let decoding = try Decoding.capture(capture)
        #expect(decoding.row?.differences(["row_kind": "matched", "dns_proc_time_us": "30"]) == [])
    }

    /// A hole is given up when the other side has what is missing, and values are those of each message's own packet.
    @Test func valuesBehindAHoleAreThoseOfTheirPacket() throws {
        var stream = Stream()
        var capture = CaptureBuilder()
        for packet in stream.handshake() { capture.add(packet) }
        _ = stream.send(asked(1))  // the capture lacks it
        var query = stream.send(asked(2))
        query[8] = 57
        query[6] = 0x40
        capture.add(query, at: 5000)
        capture.add(stream.fromServer(), at: 6000)
        for isLong in [false, true] {
            if isLong { capture.add(stream.fromServer(), at: 3_000_000) }
            let row = try #require(try Decoding.capture(capture).row)
            #expect(
                row.differences([
                    "dns_id": "2", "ip_ttl": "57", "ip_df": "true", "capture_frame": "4",
                    "time": String(CaptureBuilder.epoch + 5000),
                ]) == [])
        }
    }

    /// Header and question of a response are there; where the next one begins is known.
    @Test func aHoleInAResponse() throws {
        var stream = Stream()
        var packets = stream.handshake()
        for index in 1...3 { packets.append(stream.send(asked(index))) }
        let long = query(1).answered(
            answers: (0..<40).map { _ in
                .init(name: [0xC0, 12], type: 16, data: [100] + ByteString(repeating: 65, count: 100))
            })
        let bytes = long.bytes.prefixed + answered(2) + answered(3)
        packets.append(stream.receive(Array(bytes[..<1000])))
        _ = stream.receive(Array(bytes[1000..<2000]))  // the capture lacks it
        packets.append(stream.receive(Array(bytes[2000...])))
        packets.append(stream.fromClient())
        let decoding = try Decoding.packets(packets)
        #expect(decoding.kinds == ["matched", "matched", "matched"])
        #expect(Set(decoding.dns.filter { $0["dns_truncated"] == "true" }.map { $0["dns_id"] }) == ["1"])
        #expect(decoding.errors == ["tcp_gap": 1])
    }

    @Test func theLastSegmentOfAResponseIsMissing() throws {
        var stream = Stream()
        var packets = stream.handshake() + [stream.send(asked(1))]
        packets.append(stream.receive(Array(answered(1).dropLast(9))))
        _ = stream.receive(Array(answered(1).suffix(9)))  // the capture lacks it
        packets.append(stream.fromClient())
        let decoding = try Decoding.packets(packets)
        #expect(decoding.row?.differences(["row_kind": "matched", "dns_truncated": "true"]) == [])
    }

    @Test func moreThanAQuarterOfAMegabyteIsSentAgain() throws {
        var stream = Stream()
        var packets = stream.handshake() + [stream.send(DNSText.query("host1.nl", id: 1).bytes.prefixed)]
        let big = query(1).answered(
            answers: (0..<200).map { _ in
                .init(name: [0xC0, 12], type: 16, data: [250] + ByteString(repeating: 65, count: 250))
            })
        let bytes = Array(repeating: big.bytes.prefixed, count: 10).flatMap { $0 }
        var segments: [ByteString] = []
        for start in stride(from: 0, to: bytes.count, by: 1448) {
            segments.append(stream.receive(Array(bytes[start..<min(start + 1448, bytes.count)])))
        }
        packets += segments[1...] + [segments[0]]
        let decoding = try Decoding.packets(packets)
        #expect(decoding.totals.responses == 10)
        #expect(decoding.errors == [:])
    }

    @Test(arguments: [-16_777_206, 900_000_000]) func portsAgainWithoutAHandshake(distance: Int) throws {
        var first = Stream(clientStart: 0x5000_0000)
        var packets = [first.send(asked(1)), first.fromClient([.ack, .fin])]
        var second = Stream(clientStart: 0x5000_0000 + distance)
        packets += [second.send(asked(2)), second.fromClient([.ack, .fin])]
        #expect(try Decoding.packets(packets).names.sorted() == ["host1.nl.", "host2.nl."])
    }

    @Test func portsAgainAfterSilence() throws {
        var first = Stream(clientStart: 0x5000_0000)
        var second = Stream(clientStart: 0x1000_0000)
        var capture = CaptureBuilder()
        for packet in first.handshake() + [first.send(asked(1))] { capture.add(packet) }
        capture.add(second.send(asked(2)), at: 30_000_000)
        #expect(try Decoding.capture(capture).names.sorted() == ["host1.nl.", "host2.nl."])
    }

    @Test func portsAgainWhereTheHandshakeIsMissing() throws {
        var stream = Stream()
        var packets = opened(&stream)
        packets.append(stream.fromClient([.ack, .fin]))
        stream.clientSequence += 1
        packets.append(stream.fromServer([.ack, .fin]))
        var second = Stream(clientStart: 3_000_000_000, serverStart: 77)
        packets += [second.fromClient(), second.send(asked(2)), second.receive(answered(2))]
        try expectMatched(packets, 2)
    }

    /// RFC 9293 3.1: its receiver has dropped what the checksum does not fit.
    @Test func aSegmentThatWasDamagedIsNotRead() throws {
        var stream = Stream()
        var packets = stream.handshake().map(PacketChecksum.filled)
        let message = stream.send(asked(1))
        var damaged = PacketChecksum.filled(message)
        damaged[60] ^= 0x20
        packets += [damaged, PacketChecksum.filled(message), PacketChecksum.filled(stream.receive(answered(1)))]
        try expectMatched(packets, 1, faults: ["tcp_checksum": 1])
        // Where nobody has filled them in, they say nothing.
        var other = Stream()
        try expectMatched(opened(&other), 1)
    }
}
