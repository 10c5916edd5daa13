import SharedInputs
import Testing

@Suite("Fragments")
struct FragmentTests {
    private static let message = DNSText.query("example.nl", type: 16)
        .with { $0.additionals = [.init(type: 16, data: ByteString(repeating: 65, count: 200))] }.bytes

    private static func packet(_ isV6: Bool) -> IPPacket {
        var packet = IPPacket(
            isV6 ? "2001:db8::1" : "192.0.2.1", isV6 ? "2001:db8::53" : "198.51.100.53",
            payload: Transport.udp(40_000, 53, message))
        packet.identification = 77
        return packet
    }

    @Test(arguments: [false, true], 1...20)
    func anyOrderGivesTheDatagram(isV6: Bool, seed: Int) throws {
        var generator = SplitMix(seed: UInt64(seed))
        let fragments = Self.packet(isV6).fragments(of: 48).shuffled(using: &generator)
        let decoding = try Decoding.packets(fragments)
        #expect(
            decoding.row?.differences([
                "dns_req_len": String(Self.message.count), "ip_frags": String(fragments.count), "capture_frame": "1",
                "time": String(CaptureBuilder.epoch + Int64(fragments.count - 1) * 1000), "dns_truncated": "false",
            ]) == [])
        #expect(decoding.errors.isEmpty)
    }

    @Test(arguments: [false, true])
    func duplicatesAreIgnored(isV6: Bool) throws {
        let fragments = Self.packet(isV6).fragments(of: 48)
        let decoding = try Decoding.packets([fragments[0], fragments[0], fragments[1]] + fragments[1...])
        #expect(decoding.row?["ip_frags"] == String(fragments.count))
    }

    @Test(arguments: [false, true])
    func anOverlapDropsTheWholeDatagram(isV6: Bool) throws {
        let packet = Self.packet(isV6)
        let evil = packet.fragment(ByteString(repeating: 66, count: 16), offset: 40, hasMore: true)
        let fragments = packet.fragments(of: 48)
        // Also what still comes of it (RFC 5722), even if that were whole by itself.
        let decoding = try Decoding.packets([fragments[0], evil] + fragments)
        #expect(decoding.dns.isEmpty)
        #expect(decoding.errors["fragment_overlap"] == 1)
    }

    @Test func aFragmentBehindTheLastOneIsAnOverlap() throws {
        let packet = Self.packet(false)
        let part = ByteString(repeating: 1, count: 8)
        let decoding = try Decoding.packets([
            packet.fragment(Array(packet.payload[..<8]), offset: 0, hasMore: true),
            packet.fragment(part, offset: 24, hasMore: true), packet.fragment(part, offset: 8, hasMore: false),
        ])
        #expect(decoding.dns.isEmpty)
        #expect(decoding.errors["fragment_overlap"] == 1)
    }

    @Test func fragmentsThatComeTooLateAreAnotherDatagram() throws {
        let fragments = Self.packet(false).fragments(of: 120)
        #expect(fragments.count == 3)
        var capture = CaptureBuilder()
        capture.add(fragments[0])
        capture.add(fragments[1], at: 1_000_000)
        capture.add(fragments[2], at: 40_000_000)
        let decoding = try Decoding.capture(capture)
        #expect(decoding.dns.isEmpty)
        #expect(decoding.errors["fragment_expired"] == 2)
    }

    @Test func differentDatagramsDoNotMix() throws {
        var other = Self.packet(false)
        other.identification = 78
        let (left, right) = (Self.packet(false).fragments(of: 120), other.fragments(of: 120))
        #expect(try Decoding.packets([left[0], right[2], right[1], left[2], right[0], left[1]]).dns.count == 2)
    }

    @Test func extensionHeadersBehindTheFragmentHeaderAreWalked() throws {
        var packet = Self.packet(true)
        packet.payload = [17, 0, 0, 0, 0, 0, 0, 0] + packet.payload
        packet.transport = 60
        #expect(try Decoding.packets(packet.fragments(of: 48)).row?["dns_req_len"] == String(Self.message.count))
    }

    @Test func aFirstFragmentThatIsCutShortStillGivesItsQuestion() throws {
        var capture = CaptureBuilder()
        capture.add(Self.packet(false).fragments(of: 120)[0], snap: 100)
        let decoding = try Decoding.capture(capture)
        #expect(decoding.row?.differences(["dns_qname_full": "example.nl.", "dns_truncated": "true"]) == [])
    }

    @Test func fragmentsWithoutBytesTakeNoRoom() throws {
        let packet = Self.packet(false)
        let empty = (0..<100).map { packet.fragment([], offset: $0 * 8, hasMore: true) }
        let decoding = try Decoding.packets(empty + packet.fragments(of: 48))
        #expect(decoding.dns.count == 1)
    }
}
