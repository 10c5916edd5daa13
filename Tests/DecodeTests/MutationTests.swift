import Decode
import Testing

/// Damaged captures of every kind are decoded or refused, and lose or invent no message.
@Suite("Damaged captures")
struct MutationTests {
    private static func seeds(_ count: Int) -> Range<Int> { 0..<count * Mutation.effort }

    private func mutated(_ capture: CaptureBuilder, _ seed: Int) -> CaptureBuilder {
        var mutation = Mutation(seed: UInt64(seed))
        var capture = capture
        for index in capture.records.indices where mutation.below(3) > 0 {
            capture.records[index].bytes = mutation.mutate(capture.records[index].bytes)
            if mutation.below(8) == 0 { capture.records[index].wireLength = mutation.below(1 << 17) }
        }
        return capture
    }

    private func linked(_ capture: CaptureBuilder, _ seed: Int) -> CaptureBuilder {
        var linked = capture
        let links: [(Int, (ByteString) -> ByteString)] = [
            (101, { $0 }), (1, { LinkFrame.ethernet($0, tags: [0x88A8, 0x8100]) }), (113, LinkFrame.linuxCooked),
            (1, LinkFrame.mpls), (1, LinkFrame.pppoe), (276, LinkFrame.linuxCooked2), (0, LinkFrame.loopback),
        ]
        let link = links[seed % links.count]
        linked.linkType = link.0
        for index in linked.records.indices { linked.records[index].bytes = link.1(linked.records[index].bytes) }
        return linked
    }

    private func multiset(_ rows: [Row]) -> [Row: Int] {
        Dictionary(rows.map { ($0.content, 1) }, uniquingKeysWith: +)
    }

    @Test(arguments: seeds(60))
    func packets(seed: Int) throws {
        var traffic = RandomTraffic(seed: UInt64(seed) + 7000)
        let capture = mutated(linked(traffic.capture(packets: 150), seed), seed)
        let whole = try Decoding.capture(capture)
        #expect(whole.totals.packets == Int64(capture.records.count))
        let halves = whole.kinds.reduce(0) { $0 + ($1 == "matched" ? 2 : 1) }
        let transfers = whole.dns.contains { ["251", "252"].contains($0["dns_qtype"]) }
        #expect(Int64(halves) == whole.totals.messages || transfers && Int64(halves) < whole.totals.messages)
        let pieces = capture.split(at: [seed % 150])
        let head = try Decoding.content(pieces[0].bytes, keepsState: true)
        let tail = try Decoding.content(pieces[1].bytes, state: head.state)
        #expect(multiset(head.dns + tail.dns) == multiset(whole.dns))
        #expect(multiset(head.icmp + tail.icmp) == multiset(whole.icmp))
    }

    @Test(arguments: seeds(30))
    func files(seed: Int) throws {
        var traffic = RandomTraffic(seed: UInt64(seed) + 9000)
        let bytes = traffic.capture(packets: 12).bytes
        let packed = Compression.gzip.member(bytes)
        var mutation = Mutation(seed: UInt64(seed) + 1)
        var (decoded, refused) = (0, 0)
        for round in 0..<40 {
            do {
                let decoding = try Decoding.content(mutation.mutate(round % 4 == 0 ? packed : bytes))
                decoded += 1
                #expect(decoding.totals.packets < 100)
            } catch is DecodeError { refused += 1 }
        }
        #expect(decoded + refused == 40)
    }

    /// Messages alone, so that most changes hit names, records and options.
    @Test(arguments: seeds(20))
    func messages(seed: Int) throws {
        var mutation = Mutation(seed: UInt64(seed) + 2)
        let options: [(code: Int, value: ByteString)] = [
            (8, [0, 1, 24, 0, 203, 0, 113]), (10, ByteString(repeating: 7, count: 24)), (3, Array("id".utf8)),
            (14, [1, 2]),
            (15, [0, 18, 65, 66]), (5, [8]), (12, [0, 0]),
        ]
        let query = DNSText.query("www.Example.nl", type: 28).with { $0.additionals = [DNSText.opt(options: options)] }
        let answer = query.answered(answers: [DNSText.alias("a.b.nl"), DNSText.address]).with {
            $0.additionals = [DNSText.opt(options: options)]
        }
        var capture = CaptureBuilder()
        for index in 0..<300 {
            let exchange = Exchange(port: 1024 + index)
            capture.add(exchange.ask(mutation.mutate(query.bytes)), at: Int64(index))
            capture.add(exchange.reply(mutation.mutate(answer.bytes)), at: Int64(index))
        }
        let decoding = try Decoding.capture(capture)
        #expect(decoding.totals.messages + (decoding.errors["dns_header_short"] ?? 0) == 600)
    }
}
