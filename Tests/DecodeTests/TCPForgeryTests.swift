import Decode
import Testing

/// Segments of somebody who guesses, and connections that come again with numbers near the old ones.
@Suite("TCP segments that are forged, and ports that come again")
struct TCPForgeryTests {
    private func query(_ index: Int) -> DNSText { .query("host\(index).nl", id: index) }
    private func asked(_ index: Int) -> ByteString { query(index).bytes.prefixed }
    private func answered(_ index: Int) -> ByteString {
        query(index).answered(answers: [DNSText.address]).bytes.prefixed
    }

    private func opened(_ stream: inout Stream, _ index: Int = 1) -> [ByteString] {
        stream.handshake() + [stream.send(asked(index)), stream.receive(answered(index))]
    }

    /// What packets give that come a millisecond after each other, and some after a pause.
    private func decode(_ parts: [[ByteString]], pause: Int64) throws -> Decoding {
        var capture = CaptureBuilder()
        var time: Int64 = 0
        for part in parts {
            for packet in part {
                capture.add(packet, at: time)
                time += 1000
            }
            time += pause
        }
        return try Decoding.capture(capture)
    }

    /// RFC 5961 3: the stream goes on, so that nobody has believed it.
    @Test(arguments: [0, 1, 100, 65_535, 70_000, 1_000_000], [1_000_000, 3_000_000])
    func aResetWithinTheWindow(distance: Int, pause: Int64) throws {
        for isFromClient in [true, false] {
            var stream = Stream()
            let first = opened(&stream)
            let (question, answer) = (asked(2), answered(2))
            let half = stream.send(Array(question[..<9]))
            let reset =
                isFromClient ? stream.fromClient(.rst, ahead: distance) : stream.fromServer(.rst, ahead: distance)
            let rest = [stream.send(Array(question[9...])), stream.receive(answer)]
            let last = [stream.send(asked(3)), stream.receive(answered(3))]
            let decoding = try decode([first + [half, reset], rest, last], pause: pause)
            #expect(decoding.kinds == ["matched", "matched", "matched"])
        }
    }

    @Test(arguments: [true, false])
    func aResetInATransfer(isFromServer: Bool) throws {
        let query = DNSText.query("nz", type: 252, id: 3)
        let message = query.answered(
            answers: (0..<60).map { .init(type: 16, data: [200] + Array(repeating: $0, count: 200)) })
        var stream = Stream()
        var first = stream.handshake() + [stream.send(query.bytes.prefixed)]
        let bytes = ByteString((0..<20).flatMap { _ in message.bytes.prefixed })
        var segments: [ByteString] = []
        for start in stride(from: 0, to: bytes.count, by: 1400) {
            segments += [stream.receive(Array(bytes[start..<min(start + 1400, bytes.count)])), stream.fromClient()]
        }
        // In the middle of a message.
        first += segments[..<50]
        var forger = stream
        forger.serverSequence = 5001 + 25 * 1400
        let reset = isFromServer ? forger.fromServer(.rst) : forger.fromClient(.rst)
        let slow = segments[50...].enumerated().map { [$1] + ($0 % 2 == 0 ? [] : [Exchange().ask(.query("tick.nl"))]) }
        let decoding = try decode([first + [reset]] + slow, pause: 30_000)
        let rows = decoding.dns.filter { $0["prot"] == "6" }
        #expect(rows.count == 1)
        #expect(rows.first?.differences(["row_kind": "matched", "dns_res_messages": "20"]) == [])
    }

    /// RFC 9293 3.4.1: initial sequence numbers grow with time, so that the next connection is never far.
    @Test(arguments: [-400, -40, 1, 1000, 500_000, 3_000_000])
    func numbersNearThoseOfAConnectionThatHasEnded(distance: Int) throws {
        var stream = Stream(clientStart: 100_000, serverStart: 900_000)
        let first =
            opened(&stream) + [
                stream.fromClient([.ack, .fin]), stream.fromServer([.ack, .fin], ahead: 0),
            ]
        var second = Stream(
            clientStart: stream.clientSequence + 1 + distance, serverStart: stream.serverSequence + 1 + distance)
        let later = [second.send(asked(2)), second.receive(answered(2))]
        #expect(try decode([first, later], pause: 3_000_000).kinds == ["matched", "matched"])
        // One direction only.
        var client = Stream(clientStart: 100_000)
        let query = [client.fromClient(.syn)]
        client.clientSequence += 1
        let sent = [client.send(asked(1)), client.fromClient([.ack, .fin])]
        var again = Stream(clientStart: client.clientSequence + 1 + distance)
        let decoding = try decode([query + sent, [again.send(asked(2))]], pause: 3_000_000)
        #expect(decoding.kinds == ["unanswered", "unanswered"])
    }

    /// Nobody has answered, so that it is sent again (RFC 6298), also behind FIN: that is no other connection.
    @Test func whatIsSentAgainLater() throws {
        var stream = Stream()
        let syn = [stream.fromClient(.syn)]
        stream.clientSequence += 1
        let (one, other) = (stream.send(asked(1)), stream.send(asked(2)))
        let end = stream.fromClient([.ack, .fin])
        let decoding = try decode([syn + [one, other, end], [one], [other], [end], [one, other]], pause: 2_500_000)
        #expect(decoding.names.sorted() == ["host1.nl.", "host2.nl."])
    }

    @Test func theSameInitialNumberAgain() throws {
        var (one, other) = (Stream(), Stream())
        let first = opened(&one) + [one.fromClient([.ack, .fin]), one.fromServer([.ack, .fin])]
        #expect(try decode([first, opened(&other, 2)], pause: 3_000_000).kinds == ["matched", "matched"])
        var (reset, again) = (Stream(), Stream())
        let cut = opened(&reset) + [reset.fromClient(.rst)]
        #expect(try decode([cut, opened(&again, 2)], pause: 3_000_000).kinds == ["matched", "matched"])
    }

    /// RFC 7413: the SYN has data, in ports whose last connection has not been seen to end.
    @Test(arguments: [true, false])
    func dataInASYNOfPortsThatComeAgain(isAcknowledged: Bool) throws {
        var stream = Stream()
        let first = opened(&stream)
        var second = Stream(clientStart: 3_000_000_000, serverStart: 2_000_000_000)
        let question = asked(2)
        let syn = second.fromClient(.syn, question)
        second.clientSequence += 1 + (isAcknowledged ? question.count : 0)
        let answer = second.fromServer([.syn, .ack])
        second.serverSequence += 1
        let rest = (isAcknowledged ? [] : [second.send(question)]) + [second.receive(answered(2))]
        #expect(try decode([first, [syn, answer] + rest], pause: 60_000_000).kinds == ["matched", "matched"])
    }

    /// Neither handshake nor end is in the capture, and there is no pause.
    @Test func farNumbersThatTheOtherSideAcknowledges() throws {
        var stream = Stream()
        let first = opened(&stream)
        var second = Stream(clientStart: 3_000_000_000, serverStart: 2_000_000_000)
        let later = [second.send(asked(2)), second.receive(answered(2))]
        let decoding = try decode([first, later], pause: 500_000)
        #expect(decoding.kinds == ["matched", "matched"])
        #expect(decoding.errors.isEmpty)
    }
}
