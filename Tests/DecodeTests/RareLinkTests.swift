import Decode
import Testing

@Suite("Link layers, tunnels and proxies that few captures have")
struct RareLinkTests {
    private static let (v4, v6) = (LinkTests.v4, LinkTests.v6)

    private func names(_ linkType: Int, _ frame: ByteString) throws -> [String] { try LinkTests.names(linkType, frame) }

    private static func type(_ packet: ByteString) -> ByteString { packet[0] >> 4 == 6 ? [0x86, 0xDD] : [0x08, 0] }

    private static func zeros(_ count: Int) -> ByteString { ByteString(repeating: 0, count: count) }

    private static func snap(_ packet: ByteString) -> ByteString { [0xAA, 0xAA, 3, 0, 0, 0] + type(packet) + packet }

    /// IEEE 802.11 data: frame control, and the fields up to the content.
    private static func wireless(_ packet: ByteString, _ control: UInt8 = 0x08, flags: UInt8 = 1, more: Int = 0)
        -> ByteString
    {
        [control, flags] + zeros(22 + more) + snap(packet)
    }

    @Test(arguments: [v4, v6])
    func tags(packet: ByteString) throws {
        let (head, type) = (ByteString(repeating: 2, count: 12), Self.type(packet))
        for tag in [
            [0x89, 0x26, 0, 1, 0, 2], [0x89, 0x3F, 0, 1, 0, 2, 0, 3], [0x89, 0x09, 1, 1, 0, 1, 0, 10],
            [0x89, 0x2F, 0, 0x43, 0, 1], [0x88, 0xE5, 0, 0, 0, 0, 0, 1],
            [0x88, 0xE5, 0x20, 0, 0, 0, 0, 1] + Self.zeros(8),
        ] as [ByteString] { #expect(try names(1, head + tag + type + packet) == ["example.nl."]) }
        // Ethernet behind labels, with a control word and without.
        for word in [[], [0, 0, 0, 0]] as [ByteString] {
            let frame = head + [0x88, 0x47, 0, 1, 1, 64] + word + LinkFrame.ethernet(packet)
            #expect(try names(1, frame) == ["example.nl."])
        }
        // Encrypted: nothing can be read.
        #expect(try names(1, head + [0x88, 0xE5, 0x0C, 0, 0, 0, 0, 1] + type + packet).isEmpty)
    }

    /// As some versions of libpcap wrote the tag of a VLAN.
    @Test(arguments: [v4, v6])
    func tagsInTheWrongPlace(packet: ByteString) throws {
        let type = Self.type(packet)
        #expect(try names(113, Self.zeros(14) + [0, 200, 0, 0] + type + packet) == ["example.nl."])
        let cooked2 = type + Self.zeros(9) + [6] + Self.zeros(6) + [0x81, 0, 0, 7, 0, 0] + packet
        #expect(try names(276, cooked2) == ["example.nl."])
    }

    @Test(arguments: [v4, v6])
    func headersOfOtherKinds(packet: ByteString) throws {
        let isV6 = packet[0] >> 4 == 6
        let ethernet = LinkFrame.ethernet(packet)
        let radiotap: ByteString = [0, 0, 8, 0, 0, 0, 0, 0]
        // With a time and flags that say that the header is padded to four bytes.
        let padded: ByteString = [0, 0, 17, 0, 3, 0, 0, 0] + Self.zeros(8) + [0x20]
        let forms: [(Int, ByteString)] = [
            (8, Self.zeros(16) + packet), (7, [1, 2, 0xD4, 0, 0, 0] + packet),
            (129, [1, 2, 0, 0, 0xD4, 0, 0, 0] + packet),
            (129, [1, 2, 0, 0, 0xF0] + packet), (10, Self.zeros(13) + Self.snap(packet)),
            (105, Self.wireless(packet)), (105, Self.wireless(packet, 0x88, more: 2)),
            (105, Self.wireless(packet, flags: 3, more: 6)), (127, radiotap + Self.wireless(packet)),
            (127, padded + Self.wireless(packet, 0x88, more: 4)),
            (192, [0, 0, 8, 0, 105, 0, 0, 0] + Self.wireless(packet)), (119, Self.zeros(144) + Self.wireless(packet)),
            (163, [0x80, 0x21, 0x10, 1, 0, 0, 0, 64] + Self.zeros(56) + Self.wireless(packet)),
            (
                239,
                [
                    isV6 ? 10 : 2, 0, 0, 0, 8, 0, 1, 0, 8, 0, 1, 0, UInt8(4 + packet.count & 255),
                    UInt8((4 + packet.count) >> 8), 9, 0,
                ] + packet
            ),
            (117, [61] + Self.zeros(63) + packet), (109, Self.zeros(12) + packet),
            (258, [108, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0] + Self.zeros(96) + ethernet),
            (197, Self.zeros(8) + [2, 4, 0, 0, 0, 0, 0, 0, 0, 0] + ethernet),
            (197, Self.zeros(8) + [1, 4, 0, 0, 0, 0, 0, 0] + [0x0F, 0] + Self.type(packet) + packet),
            (197, Self.zeros(8) + [10, 4, 0, 0, 0, 0, 0, 0] + [0xFF, 3, 0, isV6 ? 0x57 : 0x21] + packet),
            (197, Self.zeros(8) + [5, 4, 0, 0, 0, 0, 0, 0] + Self.zeros(4) + [0x0F, 0] + Self.type(packet) + packet),
            (197, Self.zeros(8) + [0x82, 4, 0, 0, 0, 0, 0, 0] + Self.zeros(8) + [0, 0] + ethernet),
            (51, [0x11, 0, 0, 1, 0, 0] + LinkFrame.ppp(packet, isFramed: false)), (219, [0, 1, 1, 64] + packet),
            (204, [0] + LinkFrame.ppp(packet, isFramed: true)),
        ]
        for (linkType, frame) in forms {
            #expect(try names(linkType, frame) == ["example.nl."], "link type \(linkType)")
        }
        // Protected, or without content.
        #expect(try names(105, Self.wireless(packet, flags: 0x41)).isEmpty)
        #expect(try names(105, Self.wireless(packet, 0x48)).isEmpty)
        // Cut anywhere: nothing is read that is not there.
        for (linkType, frame) in forms {
            for count in 0..<frame.count - packet.count + 30 { _ = try? names(linkType, Array(frame[..<count])) }
        }
    }

    private func tunnelled(_ payload: ByteString, port: Int, source: Int = 50_000) -> ByteString {
        TunnelPacket.ip(transport: 17, Transport.udp(source, port, payload))
    }

    @Test(arguments: [v4, v6])
    func tunnels(packet: ByteString) throws {
        let isV6 = packet[0] >> 4 == 6
        let ppp = LinkFrame.ppp(packet, isFramed: true)
        var forms: [(Tunnel, ByteString)] = [
            (.vxlan, tunnelled([0x0C, 0, 0, isV6 ? 2 : 1, 0, 0, 7, 0] + packet, port: 4790)),
            (.vxlan, tunnelled([0x0C, 0, 0, 3, 0, 0, 7, 0] + LinkFrame.ethernet(packet), port: 4790)),
            (.geneve, tunnelled([0, 0] + Self.type(packet) + [0, 0, 1, 0] + packet, port: 50_000, source: 6081)),
            (.gtpu, tunnelled([0x30, 255, 0, 0, 0, 0, 0, 1] + packet, port: 2152)),
            (.gtpu, tunnelled([0x34, 255, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 0, 0] + packet, port: 2152)),
            (.gre, tunnelled([0, 0] + Self.type(packet) + packet, port: 4754)),
            (.l2tp, tunnelled([0, 2, 0, 1, 0, 2] + ppp, port: 1701)),
            (.l2tp, tunnelled([0x4A, 2, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 2, 9, 9] + ppp, port: 1701)),
            (.mpls, tunnelled([0, 1, 1, 64] + packet, port: 6635)),
        ]
        if isV6 {
            forms.append((.teredo, tunnelled(packet, port: 3544)))
            forms.append((.teredo, tunnelled([0, 0, 1, 2, 3, 4, 5, 6] + packet, port: 50_000, source: 3544)))
        }
        for (own, form) in forms {
            for wanted in [own, .all, Tunnel.all.subtracting(own)] {
                let decoding = try Decoding.packets([form], options: Decoding.options { $0.tunnels = wanted })
                #expect(decoding.names == (wanted.contains(own) ? ["example.nl."] : []), "\(own) \(wanted)")
                #expect(decoding.errors == [:])
            }
        }
    }

    private static func proxy(_ address: ByteString, port: Int) -> ByteString {
        var bytes: ByteString = [0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21]
        bytes.add8(address.count == 4 ? 0x12 : 0x22)
        bytes.add16(2 * address.count + 4)
        bytes += address + address
        bytes.add16(port)
        bytes.add16(53)
        return bytes
    }

    @Test(arguments: [[203, 0, 113, 77], [0x20, 1, 0x0D, 0xB8] + zeros(11) + [7]] as [ByteString])
    func aProxyThatNamesTheClient(address: ByteString) throws {
        let query = DNSText.query("example.nl")
        let head = Self.proxy(address, port: 1234)
        let shown = address.count == 4 ? "203.0.113.77" : "2001:db8::7"
        for isRead in [false, true] {
            let options = Decoding.options { $0.readsProxiedClients = isRead }
            let datagrams = [Exchange().ask(head + query.bytes), Exchange().reply(query.answered())]
            let expected: KeyValuePairs<String, String?> = [
                "row_kind": "matched", "dns_qname_full": "example.nl.", "ip_src": isRead ? shown : "192.0.2.1",
                "prot_src_port": isRead ? "1234" : "40000",
            ]
            #expect(try Decoding.packets(datagrams, options: options).row?.differences(expected) == [])
            for cut in [0, 1, 13, head.count, head.count + 1] {
                var stream = Stream()
                var packets = stream.handshake()
                let bytes = head + query.bytes.prefixed
                for part in [Array(bytes[..<cut]), Array(bytes[cut...])] where !part.isEmpty {
                    packets.append(stream.send(part))
                }
                packets.append(stream.receive(query.answered().bytes.prefixed))
                #expect(
                    try Decoding.packets(packets, options: options).row?.differences(expected) == [], "cut at \(cut)")
            }
        }
    }

    /// Of another version it is no header, and what lies behind a hole in one is no message.
    @Test func whatLooksLikeAProxyAndIsNone() throws {
        let head = Self.proxy([203, 0, 113, 77], port: 1234)
        var other = head
        other[12] = 0x11
        var stream = Stream()
        var packets = stream.handshake() + [stream.send(other), stream.send(ByteString(repeating: 0, count: 3312))]
        packets.append(stream.send(DNSText.query("behind.nl").bytes.prefixed))
        #expect(try Decoding.packets(packets).names.last == "behind.nl.")

        var cut = Stream()
        packets = cut.handshake() + [cut.send(Array(head[..<20]))]
        _ = cut.send(Array(head[20...]))  // the capture lacks it
        packets += [cut.send(DNSText.query("behind.nl").bytes.prefixed), cut.fromServer()]
        #expect(try Decoding.packets(packets).names == ["behind.nl."])
    }

    @Test func aMessageOfTheServerInDSO() throws {
        var stream = Stream()
        let keepalive = DNSText(id: 5, flags: 6 << 11)
        var packets = stream.handshake() + [stream.send(keepalive.bytes.prefixed)]
        packets.append(stream.receive(DNSText(id: 5, flags: 0x8000 | 6 << 11).bytes.prefixed))
        packets.append(stream.receive(DNSText(id: 0, flags: 6 << 11).bytes.prefixed))
        let decoding = try Decoding.packets(packets)
        #expect((decoding.totals.queries, decoding.totals.responses) == (2, 1))
        #expect(decoding.kinds == ["matched", "unanswered"])
    }

    /// RFC 8490 5.4: who asks is told by QR, not by the ports.
    @Test func aMessageOfTheServerInDSOThatIsAnswered() throws {
        var stream = Stream()
        let asked = DNSText(id: 9, flags: 6 << 11)
        var packets = stream.handshake() + [stream.receive(asked.bytes.prefixed)]
        packets.append(stream.send(DNSText(id: 9, flags: 0x8000 | 6 << 11).bytes.prefixed))
        #expect(try Decoding.packets(packets).kinds == ["matched"])
    }

    @Test func aTransferThatPauses() throws {
        let query = DNSText.query("nl", type: 252, id: 3)
        var stream = Stream()
        var capture = CaptureBuilder()
        for packet in stream.handshake() + [stream.send(query.bytes.prefixed)] { capture.add(packet) }
        for number in 1...4 {
            let message = query.answered(answers: [.init(type: 1, data: [192, 0, 2, UInt8(number)])])
                .with { if number > 2 { $0.questions = [] } }
            capture.add(stream.receive(message.bytes.prefixed), at: Int64(number) * 1000 + (number > 2 ? 8_000_000 : 0))
        }
        let decoding = try Decoding.capture(capture)
        #expect(decoding.row?.differences(["row_kind": "matched", "dns_res_messages": "4"]) == [])
    }
}
