import Decode
import Testing

@Suite("Tunnels")
struct TunnelTests {
    private static let v4 = Exchange().ask(.query("example.nl"))
    private static let v6 = Exchange(client: "2001:db8::1", server: "2001:db8::53").ask(.query("example.nl"))

    private func decode(_ packets: [ByteString], _ tunnels: Tunnel) throws -> Decoding {
        try Decoding.packets(packets, options: Decoding.options { $0.tunnels = tunnels })
    }

    /// Every form is found with its own option, and with no other.
    private func expectFound(
        _ forms: [ByteString], _ own: Tunnel, _ packet: ByteString, at location: SourceLocation = #_sourceLocation
    ) throws {
        let plain = try decode([packet], [])
        for (index, form) in forms.enumerated() {
            for tunnels in [own, .all] {
                let found = try decode([form], tunnels)
                #expect(found.dns == plain.dns, "form \(index)", sourceLocation: location)
                #expect(found.errors.isEmpty, "form \(index)", sourceLocation: location)
            }
            for tunnels in [[], Tunnel.all.subtracting(own)] {
                let unseen = try decode([form], tunnels)
                #expect(unseen.dns.isEmpty, "form \(index)", sourceLocation: location)
                #expect(unseen.errors.isEmpty, "form \(index)", sourceLocation: location)
            }
        }
    }

    @Test(arguments: [v4, v6]) func gre(packet: ByteString) throws {
        try expectFound(TunnelPacket.greVariants(packet), .gre, packet)
    }

    @Test(arguments: [v4, v6]) func erspan(packet: ByteString) throws {
        try expectFound(TunnelPacket.erspanVariants(packet), .erspan, packet)
    }

    @Test(arguments: [v4, v6]) func vxlan(packet: ByteString) throws {
        try expectFound([TunnelPacket.vxlan(packet), TunnelPacket.vxlan(packet, flags: 0x88)], .vxlan, packet)
        #expect(try decode([TunnelPacket.vxlan(packet, flags: 0)], .all).dns.isEmpty)
    }

    @Test(arguments: [v4, v6]) func ipInIP(packet: ByteString) throws {
        let outer = IPPacket(
            "2001:db8:ffff::1", "2001:db8:ffff::2", transport: packet == Self.v6 ? 41 : 4, payload: packet)
        try expectFound([TunnelPacket.ipip(packet), outer.bytes], .ipip, packet)
    }

    @Test(arguments: [v4, v6]) func geneve(packet: ByteString) throws {
        let forms = [0, 1, 63].flatMap { options in
            [true, false].map { TunnelPacket.geneve(packet, options: options, isEthernet: $0) }
        }
        try expectFound(forms, .geneve, packet)
    }

    @Test func addressesAreThoseInside() throws {
        var inner = IPPacket(
            "192.0.2.7", "198.51.100.53", payload: Transport.udp(40_000, 53, DNSText.query("example.nl").bytes))
        inner.ttl = 9
        let row = try decode([TunnelPacket.vxlan(inner.bytes)], .vxlan).row
        #expect(
            row?.differences(["ip_src": "192.0.2.7", "ip_dst": "198.51.100.53", "ip_ttl": "9", "dns_req_len": "28"])
                == [])
    }

    @Test func fourAreFollowedAndAFifthIsNot() throws {
        let wrappers: [(ByteString) -> ByteString] = [
            { TunnelPacket.vxlan($0) }, { TunnelPacket.gre($0) }, { TunnelPacket.ipip($0) },
            { TunnelPacket.geneve($0) }, { TunnelPacket.ipip($0) },
        ]
        let four = wrappers.prefix(4).reduce(Self.v4) { $1($0) }
        #expect(try decode([four], .all).names == ["example.nl."])
        let five = wrappers.reduce(Self.v4) { $1($0) }
        let decoding = try decode([five, TunnelPacket.gre(Self.v4)], .all)
        #expect(decoding.dns.count == 1)
        #expect(decoding.errors == ["tunnel_depth": 1])
    }

    /// The tunnel in fragments, what is in it in fragments, and both.
    @Test func fragmentsOnEitherSide() throws {
        let long = DNSText.query("example.nl").with {
            $0.additionals = [DNSText.opt(options: [(12, ByteString(repeating: 0, count: 1400))])]
        }
        var inner = IPPacket("192.0.2.1", "198.51.100.53", payload: Transport.udp(40_000, 53, long.bytes))
        inner.identification = 5
        var number = 100
        func split(_ packet: ByteString) -> [ByteString] {
            number += 1
            var outer = IPPacket("203.0.113.1", "203.0.113.2", transport: 4, payload: packet)
            outer.identification = number
            return outer.fragments(of: 400)
        }
        let outerOnly = split(inner.bytes)
        let innerOnly = inner.fragments(of: 480).map(TunnelPacket.ipip)
        let both = inner.fragments(of: 480).flatMap(split)
        let cases: [(packets: [ByteString], fragments: String?)] = [(outerOnly, nil), (innerOnly, "4"), (both, "4")]
        for (packets, fragments) in cases {
            let decoding = try decode(packets, .ipip)
            #expect(decoding.row?.differences(["dns_qname_full": "example.nl.", "ip_frags": fragments]) == [])
            #expect(decoding.errors.isEmpty)
        }
    }

    @Test func streamsInTunnels() throws {
        let message = DNSText.query("example.nl").bytes.prefixed
        let segments = [(0, message.prefix(9)), (9, message.dropFirst(9))].map { at, part in
            TunnelPacket.gre(
                IPPacket(
                    "192.0.2.1", "198.51.100.53", transport: 6,
                    payload: Transport.tcp(40_000, 53, sequence: 1000 + at, .ack, Array(part))
                ).bytes)
        }
        let handshake = TunnelPacket.gre(
            IPPacket(
                "192.0.2.1", "198.51.100.53", transport: 6, payload: Transport.tcp(40_000, 53, sequence: 999, .syn)
            )
            .bytes)
        #expect(try decode([handshake] + segments, .gre).names == ["example.nl."])
    }

    @Test func brokenHeadersAreCounted() throws {
        let whole = [
            TunnelPacket.gre(flags: 0xF000, type: 0x0800, fields: [1, 1, 1, 1], []),
            TunnelPacket.gre(flags: 0, type: 0x6558, [1, 2, 3]), TunnelPacket.ip(transport: 47, [0]),
            TunnelPacket.ip(transport: 4, Self.v6), TunnelPacket.ip(transport: 41, Self.v4),
            TunnelPacket.ip(transport: 17, Transport.udp(1, 4789, [8, 0, 0])),
            TunnelPacket.ip(transport: 17, Transport.udp(1, 6081, [63, 0, 0x65, 0x58, 0, 0, 0, 0])),
            TunnelPacket.gre(flags: 0x1000, type: 0x22EB, fields: [0, 0, 0, 1], [0x20, 0]),
        ]
        let decoding = try decode(whole, .all)
        #expect(decoding.errors == ["tunnel_malformed": Int64(whole.count)])
        #expect(try decode(whole, []).errors.isEmpty)
    }

    @Test func everyLengthIsHarmless() throws {
        let forms =
            TunnelPacket.greVariants(Self.v6) + TunnelPacket.erspanVariants(Self.v6) + [
                TunnelPacket.vxlan(Self.v6), TunnelPacket.ipip(Self.v6), TunnelPacket.geneve(Self.v6, options: 3),
            ]
        for form in forms {
            var capture = CaptureBuilder()
            for length in 0...form.count { capture.add(form, at: Int64(length), snap: length) }
            let decoding = try Decoding.capture(capture, options: Decoding.options { $0.tunnels = .all })
            #expect(decoding.totals.packets == Int64(form.count + 1))
            #expect(decoding.errors["tunnel_malformed"] == nil)
            #expect(decoding.totals.messages > 0)
        }
    }
}
