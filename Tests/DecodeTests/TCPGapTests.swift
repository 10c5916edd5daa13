import Decode
import Testing

@Suite("TCP with missing pieces")
struct TCPGapTests {
    private static let message = TCPTests.message
    private static let other = TCPTests.other

    private func query(_ index: Int) -> ByteString { DNSText.query("host\(index).nl", id: index).bytes.prefixed }

    @Test func aCaptureThatStartsInMidStream() throws {
        var stream = Stream(clientStart: 77_777)
        let decoding = try Decoding.packets([stream.send(Self.message + Self.other), stream.send(query(3))])
        #expect(decoding.names == ["example.nl.", "other.nl.", "host3.nl."])
        #expect(decoding.dns.allSatisfy { $0["tcp_rtt_us"] == nil })
    }

    @Test(arguments: [1, 2, 7, 13, 20])
    func aCaptureThatStartsInTheMiddleOfAMessage(missing: Int) throws {
        var stream = Stream()
        let tail = Array(Self.message[missing...])
        let decoding = try Decoding.packets([stream.send(tail + Self.other + query(3)), stream.send(query(4))])
        #expect(decoding.names == ["other.nl.", "host3.nl.", "host4.nl."])
    }

    @Test(arguments: 1..<14)
    func aCaptureThatStartsWithAPieceOfAMessage(cut: Int) throws {
        var stream = Stream()
        let head = stream.send(Array(Self.message[..<cut]))
        let acknowledgement = stream.fromServer()
        let rest = [stream.send(Array(Self.message[cut...])), stream.send(query(3))]
        #expect(try Decoding.packets([head, acknowledgement] + rest).names == ["example.nl.", "host3.nl."])
        #expect(try Decoding.packets([rest[0], head, rest[1]]).names == ["example.nl.", "host3.nl."])
    }

    @Test func noiseInMidStreamIsBounded() throws {
        var stream = Stream()
        let noise = (0..<1500).map { _ in stream.send(ByteString(repeating: 0xFF, count: 700)) }
        let decoding = try Decoding.packets(noise + [stream.send(Self.message), stream.send(query(3))])
        #expect(decoding.names == ["example.nl.", "host3.nl."])
        #expect((decoding.errors["tcp_gap"] ?? 0) > 1)
    }

    @Test func whatTheOtherSideHasIsNotWaitedFor() throws {
        var stream = Stream()
        var packets = stream.handshake()
        _ = stream.send(Self.message)  // the capture lacks it
        packets.append(stream.send(Self.other))
        packets.append(stream.fromServer())
        packets.append(stream.send(query(3)))
        let decoding = try Decoding.packets(packets)
        #expect(decoding.names == ["other.nl.", "host3.nl."])
        #expect(decoding.errors == ["tcp_gap": 1])
    }

    @Test func repetitionsBehindAHoleAreNotReadTwice() throws {
        var stream = Stream()
        var packets = stream.handshake()
        let first = stream.send(Self.message)
        packets.append(first)
        _ = stream.send([9, 9, 9])  // the capture lacks it
        packets.append(stream.send([1, 2, 3, 4, 5]))
        packets.append(stream.fromServer())
        packets.append(first)
        packets.append(stream.send(Self.other))
        let decoding = try Decoding.packets(packets)
        #expect(decoding.names == ["example.nl.", "other.nl."])
    }

    @Test func aResetTakesWhatIsThere() throws {
        var stream = Stream()
        var packets = stream.handshake()
        _ = stream.send(Self.message)  // the capture lacks it
        packets.append(stream.send(Self.other))
        packets.append(stream.receive([0, 40, 1]))
        packets.append(stream.fromServer(.rst))
        packets.append(stream.send(query(3)))
        let decoding = try Decoding.packets(packets)
        // What follows it at once may be recorded late.
        #expect(decoding.names == ["other.nl.", "host3.nl."])
        #expect(decoding.errors["tcp_incomplete"] == 1)
    }

    @Test func finsFlushBothDirections() throws {
        var stream = Stream()
        var packets = stream.handshake()
        let query = stream.send(Self.message, [.ack, .fin])
        stream.clientSequence += 1
        let answer = stream.receive(DNSText.query("example.nl").answered().bytes.prefixed, [.ack, .fin])
        packets += [query, answer, query, answer]
        #expect(try Decoding.packets(packets).kinds == ["matched"])
    }

    @Test func aFinThatOvertakesTheDataEndsNothing() throws {
        var stream = Stream()
        let head = stream.handshake()
        let query = stream.send(Self.message)
        let end = stream.fromClient([.ack, .fin])
        stream.clientSequence += 1
        let answer = stream.receive(DNSText.query("example.nl").answered().bytes.prefixed)
        let last = stream.fromServer([.ack, .fin])
        #expect(try Decoding.packets(head + [end, query, last, answer]).kinds == ["matched"])
    }

    @Test func aNewConnectionWithTheSamePorts() throws {
        var stream = Stream()
        var packets = stream.handshake()
        packets.append(stream.send(Array(Self.message.dropLast(4))))
        var second = Stream(clientStart: 900_000, serverStart: 1_900_000)
        packets += second.handshake()
        packets.append(second.send(Self.other))
        let decoding = try Decoding.packets(packets)
        #expect(decoding.names == ["other.nl."])
        #expect(decoding.row?["tcp_rtt_us"] == "2000")
        #expect(decoding.errors == ["tcp_incomplete": 1])
    }

    @Test func theSamePortsAgainAfterAClose() throws {
        var packets: [ByteString] = []
        for round in 0..<3 {
            var stream = Stream(clientStart: 1000 + round * 50, serverStart: 5000 + round * 50)
            packets += stream.handshake()
            packets.append(stream.send(query(round)))
            packets.append(stream.fromClient([.ack, .fin]))
            packets.append(stream.fromServer([.ack, .fin]))
        }
        #expect(try Decoding.packets(packets).names == ["host0.nl.", "host1.nl.", "host2.nl."])
    }

    @Test func anIdleConnectionExpiresOnTheClockOfTheCapture() throws {
        var stream = Stream()
        var capture = CaptureBuilder()
        for packet in stream.handshake() { capture.add(packet) }
        capture.add(stream.send(Array(Self.message.dropLast(4))))
        capture.add(Exchange().ask(.query("tick.nl", id: 7)), at: 200_000_000)
        capture.add(stream.send(Array(Self.message.suffix(4)) + Self.other), at: 200_000_001)
        let decoding = try Decoding.capture(capture)
        #expect(decoding.names == ["tick.nl.", "other.nl."])
        #expect(decoding.errors == ["tcp_incomplete": 1])
    }

    @Test func manySmallSegmentsAheadAreBounded() throws {
        var stream = Stream()
        var packets = stream.handshake()
        for index in 0..<20_000 { packets.append(stream.fromClient(.ack, [1], ahead: 1000 + index * 2)) }
        packets.append(stream.fromClient(.ack, Self.other, ahead: 60_000))
        let decoding = try Decoding.packets(packets)
        #expect(decoding.names == ["other.nl."])
        #expect(decoding.errors["tcp_gap"] != nil)
    }

    @Test func aSegmentThatIsCutShortStillGivesItsQuestion() throws {
        var stream = Stream()
        var capture = CaptureBuilder()
        for packet in stream.handshake() { capture.add(packet) }
        let long = DNSText.query("long.nl", id: 9).with {
            $0.additionals = [DNSText.opt(options: [(12, .init(repeating: 0, count: 90))])]
        }
        capture.add(stream.send(Self.message + long.bytes.prefixed), at: 1000, snap: 40 + Self.message.count + 40)
        capture.add(stream.send(Self.other), at: 2000)
        let decoding = try Decoding.capture(capture)
        #expect(decoding.names == ["example.nl.", "long.nl.", "other.nl."])
        #expect(decoding.dns.map { $0["dns_truncated"] } == ["false", "true", "false"])
        #expect(decoding.dns[1]["dns_req_len"] == String(long.bytes.count))
    }
}
