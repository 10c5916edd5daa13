import FuzzHarness
import Foundation
import SharedInputs

/// Captures of a few packets, one for each rule, and the smaller ones of the corpus: what is damaged.
enum MutationSeeds {
    static let all: [ByteString] = built + corpus

    private static let options: [(code: Int, value: ByteString)] = [
        (8, [0, 1, 24, 0, 203, 0, 113]), (10, ByteString(repeating: 7, count: 24)), (3, Array("id".utf8)),
        (14, [1, 2]), (15, [0, 18, 65, 0xC3]), (5, [8, 13]), (12, [0, 0]),
    ]

    private static func capture(_ packets: [ByteString], linkType: Int = 101) -> ByteString {
        var capture = CaptureBuilder(linkType: linkType)
        for (index, packet) in packets.enumerated() { capture.add(packet, at: Int64(index) * 1000) }
        return capture.bytes
    }

    private static var built: [ByteString] {
        let query = DNSText.query("www.Example.nl", type: 28).with { $0.additionals = [DNSText.opt(options: options)] }
        let answer = query.answered(answers: [DNSText.alias("a.b.nl"), DNSText.address]).with {
            $0.additionals = [DNSText.opt(extendedRcode: 1, dnssecOK: true, options: options)]
        }
        let udp = [Exchange().ask(query), Exchange().reply(answer)]
        let v6 = Exchange(client: "2001:db8::1", server: "2001:db8::53")
        let transfer = DNSText.query("nz", type: 252, id: 3)
        var stream = Stream(clientStart: 0xFFFF_FFF0)
        let opening = stream.handshake()
        let talk = [
            stream.send(query.bytes.prefixed), stream.receive(answer.bytes.prefixed),
            stream.send(transfer.bytes.prefixed), stream.receive(transfer.answered().bytes.prefixed),
            stream.fromServer(.rst),
        ]
        var large = IPPacket("192.0.2.1", "198.51.100.53", payload: Transport.udp(40_000, 53, answer.bytes))
        var extended = IPPacket("2001:db8::1", "2001:db8::53", payload: Transport.udp(40_000, 53, query.bytes))
        extended.extensions = [(0, [0, 0, 1, 4, 0, 0, 0, 0]), (60, [0, 0, 1, 4, 0, 0, 0, 0])]
        let error = IPPacket(
            "203.0.113.5", "198.51.100.53", transport: 1, payload: Transport.icmp(type: 3, code: 4, word: 1400, udp[1]))
        large.identification = 9
        var big = CaptureBuilder()
        (big.isBigEndian, big.isNanosecond) = (true, true)
        big.add(udp[0])
        var blocks = PcapngBuilder()
        blocks.section()
        blocks.interface(101, resolution: 6)
        blocks.packet(udp[0])
        blocks.oldPacket(udp[1])
        let packed = Compression.allCases.map { $0.member(capture(udp)) }
        return packed + [
            blocks.bytes, capture([TunnelPacket.ipip(udp[0]), TunnelPacket.gre(udp[1])]), capture(udp),
            capture([v6.ask(query), v6.reply(answer)]), capture(opening + talk.prefix(2)),
            capture(Array(talk.suffix(3))), capture(large.fragments(of: 64)), capture([extended.bytes]),
            capture(extended.fragments(of: 48)), capture([error.bytes]), big.bytes,
            capture([LinkFrame.ethernet(udp[0], tags: [0x88A8, 0x8100])], linkType: 1),
            capture([LinkFrame.mpls(udp[0]), LinkFrame.pppoe(v6.ask(query))], linkType: 1),
            capture([LinkFrame.linuxCooked(udp[0])], linkType: 113),
            capture([LinkFrame.linuxCooked2(udp[1])], linkType: 276),
            capture([LinkFrame.loopback(udp[0])], linkType: 0),
            capture([Exchange().ask(transfer), Exchange().reply(DNSText(id: 3, flags: 0x8105))]),
        ]
    }

    private static var corpus: [ByteString] {
        guard Corpus.isThere else { return [] }
        return ["dns", "icmp", "probes", "malformed", "layers", "formats", "netflow"].flatMap(Corpus.captures)
            .compactMap { FileManager.default.contents(atPath: Corpus.root + "/" + $0) }
            .filter { (1...1200).contains($0.count) }.map { ByteString($0) }
    }
}
