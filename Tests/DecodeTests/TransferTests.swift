import Decode
import Testing

@Suite("Zone transfers")
struct TransferTests {
    private let query = DNSText.query("nz", type: 252, id: 3)

    @Test func aTransferIsOneRow() throws {
        var stream = Stream()
        var packets = stream.handshake()
        packets.append(stream.send(query.bytes.prefixed))
        let first = query.answered(answers: [DNSText.address])
        // Messages behind the first one may leave the question out (RFC 5936 2.2.1).
        let rest = DNSText(id: 3, flags: 0x8400, answers: [.init(type: 2, data: [0])])
        for message in [first, first, rest, rest] { packets.append(stream.receive(message.bytes.prefixed)) }
        let row = try #require(try Decoding.packets(packets).row)
        #expect(
            row.differences([
                "row_kind": "matched", "dns_res_messages": "4", "dns_proc_time_us": "1000",
                "dns_res_len": String(first.bytes.count * 2 + rest.bytes.count * 2), "dns_ancount": "1",
            ]) == [])
    }

    @Test func aFirstMessageThatIsRecordedBeforeTheQuery() throws {
        var stream = Stream()
        let message = query.answered(answers: [DNSText.address])
        var capture = CaptureBuilder()
        for packet in stream.handshake() { capture.add(packet) }
        let asked = stream.send(query.bytes.prefixed)
        capture.add(stream.receive(message.bytes.prefixed), at: 1030)
        capture.add(asked, at: 1000)
        for index in 1...3 { capture.add(stream.receive(message.bytes.prefixed), at: 2000 + Int64(index)) }
        #expect(
            try Decoding.capture(capture).row?.differences(["row_kind": "matched", "dns_res_messages": "4"]) == [])
    }

    @Test func aTransferWhoseQueryIsMissing() throws {
        var stream = Stream()
        let message = query.answered(answers: [DNSText.address])
        let packets = (0..<3).map { _ in stream.receive(message.bytes.prefixed) }
        #expect(
            try Decoding.packets(packets).row?.differences(["row_kind": "response_only", "dns_res_messages": "3"])
                == [])
    }

    @Test func transfersOnOneStreamAreKeptApart() throws {
        var stream = Stream()
        var packets = stream.handshake()
        for id in [3, 4] {
            let query = DNSText.query("nz", type: 252, id: id)
            packets.append(stream.send(query.bytes.prefixed))
            for _ in 0..<id { packets.append(stream.receive(query.answered().bytes.prefixed)) }
        }
        #expect(try Decoding.packets(packets).dns.map { $0["dns_res_messages"] } == ["3", "4"])
    }

    @Test func aTransferThatIsNeverAnswered() throws {
        var stream = Stream()
        let packets = stream.handshake() + [stream.send(query.bytes.prefixed)]
        #expect(try Decoding.packets(packets).row?["row_kind"] == "unanswered")
    }

    @Test func manyTransfersWithoutQueriesAreBounded() throws {
        var packets: [ByteString] = []
        for index in 0..<100 {
            var stream = Stream()
            stream.port = 2000 + index
            packets.append(stream.receive(DNSText.query("nz", type: 252, id: index).answered().bytes.prefixed))
        }
        let decoding = try Decoding.packets(packets, options: Decoding.options { $0.maximumWaiting = 16 })
        #expect(decoding.kinds == [String](repeating: "response_only", count: 100))
    }
}
