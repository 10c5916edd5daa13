import SharedInputs
import Testing

/// Neither order nor repetition nor where the pieces end makes a difference: thousands of cases, from seeds.
@Suite("Reassembly")
struct ReassemblyTests {
    private static let casesPerTest = 100

    private func names(_ decoding: Decoding, with column: String) -> [String] {
        decoding.dns.filter { $0[column] != nil }.compactMap { $0["dns_qname_full"] }.sorted()
    }

    @Test(arguments: 0..<(12 * Mutation.effort))
    func fragmentsInAnyOrder(block: Int) throws {
        for seed in block * Self.casesPerTest..<(block + 1) * Self.casesPerTest {
            var generator = SplitMix(seed: UInt64(seed) + 50_000)
            var packets: [ByteString] = []
            let count = Int.random(in: 1...4, using: &generator)
            for index in 0..<count {
                let isV6 = Bool.random(using: &generator)
                let size = Int.random(in: 1...300, using: &generator)
                let message = DNSText.query("host\(index).nl", type: 16, id: index)
                    .with { $0.additionals = [.init(type: 16, data: ByteString(repeating: 65, count: size))] }
                var packet = IPPacket(
                    isV6 ? "2001:db8::1" : "192.0.2.1", isV6 ? "2001:db8::53" : "198.51.100.53",
                    payload: Transport.udp(40_000, 53, message.bytes))
                packet.identification = index
                let fragments = packet.fragments(of: 8 * Int.random(in: 1...20, using: &generator))
                // The first one comes once: else all could come twice, which is two datagrams.
                packets +=
                    fragments + fragments.dropFirst().filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
            }
            let decoding = try Decoding.packets(packets.shuffled(using: &generator))
            #expect(
                names(decoding, with: "dns_req_len") == (0..<count).map { "host\($0).nl." }, "seed \(seed)")
            #expect(decoding.errors.keys.allSatisfy { $0 == "fragment_expired" }, "seed \(seed): \(decoding.errors)")
        }
    }

    @Test(arguments: 0..<(12 * Mutation.effort))
    func segmentsInAnyOrder(block: Int) throws {
        for seed in block * Self.casesPerTest..<(block + 1) * Self.casesPerTest {
            var generator = SplitMix(seed: UInt64(seed) + 60_000)
            let count = Int.random(in: 1...6, using: &generator)
            let queries = (0..<count).map { DNSText.query("host\($0).nl", id: $0) }
            // Often so that the numbers wrap within the stream, or their sign turns.
            let starts = [0xFFFF_FFFF - Int.random(in: 0..<80, using: &generator), 0x7FFF_FFF0, 5000]
            var stream = Stream(
                clientStart: starts.randomElement(using: &generator) ?? 0,
                serverStart: starts.randomElement(using: &generator) ?? 0)
            let handshake = stream.handshake()
            let asked = pieces(queries.flatMap { $0.bytes.prefixed }, stream, isToServer: true, &generator)
            let answers = queries.map { $0.answered(answers: [DNSText.address]) }
            let answered = pieces(answers.flatMap { $0.bytes.prefixed }, stream, isToServer: false, &generator)
            let decoding = try Decoding.packets(handshake + (asked + answered).shuffled(using: &generator))
            let expected = (0..<count).map { "host\($0).nl." }
            #expect(names(decoding, with: "dns_req_len") == expected, "seed \(seed)")
            #expect(names(decoding, with: "dns_res_len") == expected, "seed \(seed)")
            #expect(decoding.errors == [:], "seed \(seed)")
        }
    }

    /// Segments that hold all bytes, some of them more than once, with a FIN on the last or behind it.
    private func pieces(
        _ bytes: ByteString, _ stream: Stream, isToServer: Bool, _ generator: inout SplitMix
    ) -> [ByteString] {
        var edges = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
            Int.random(in: 0...bytes.count, using: &generator)
        }
        edges = ([0, bytes.count] + edges).sorted()
        var ranges = zip(edges, edges.dropFirst()).map { $0..<$1 }
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let start = Int.random(in: 0..<bytes.count, using: &generator)
            ranges.append(start..<Int.random(in: start...bytes.count, using: &generator))
        }
        let segments = ranges.map { range in
            let data = Array(bytes[range])
            return isToServer
                ? stream.fromClient(.ack, data, ahead: range.lowerBound)
                : stream.fromServer(.ack, data, ahead: range.lowerBound)
        }
        if Bool.random(using: &generator) { return segments }
        let end =
            isToServer
            ? stream.fromClient([.ack, .fin], ahead: bytes.count) : stream.fromServer([.ack, .fin], ahead: bytes.count)
        return segments + [end]
    }
}
