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
        // Of the first there is the beginning.
        #expect(decoding.row?.differences(["dns_qname_full": "example.nl.", "dns_truncated": "true"]) == [])
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

    /// A capture behind a filter for a port has nothing else: header and question are there.
    @Test(arguments: [false, true])
    func theBeginningAlone(isV6: Bool) throws {
        let asked = DNSText.query("example.nl", type: 16)
        let answer = asked.answered(
            answers: (0..<10).map { _ in
                .init(name: [0xC0, 12], type: 16, data: [200] + ByteString(repeating: 65, count: 200))
            })
        let (client, server): (Address, Address) =
            isV6 ? ("2001:db8::1", "2001:db8::53") : ("192.0.2.1", "198.51.100.53")
        var packet = IPPacket(server, client, payload: Transport.udp(53, 40_000, answer.bytes))
        packet.identification = 5
        var capture = CaptureBuilder()
        capture.add(IPPacket(client, server, payload: Transport.udp(40_000, 53, asked.bytes)).bytes)
        capture.add(packet.fragments(of: 1440)[0], at: 1000)
        for isLong in [false, true] {
            // Also in a long capture the query has not given up before.
            if isLong {
                for second in 1...90 { capture.add(Exchange().ask(.query("tick.nl")), at: Int64(second) * 1_000_000) }
            }
            let decoding = try Decoding.capture(capture)
            let row = try #require(decoding.dns.first { $0["dns_qname_full"] == "example.nl." })
            #expect(
                row.differences([
                    "row_kind": "matched", "dns_truncated": "true", "dns_res_len": String(answer.bytes.count),
                    "ip_res_frags": "1", "dns_proc_time_us": "1000",
                ]) == [])
            #expect(decoding.dns.filter { $0["dns_qname_full"] == "example.nl." }.count == 1)
        }
    }

    /// RFC 8200 4.5: of later fragments, the next header says nothing.
    @Test func anotherNextHeaderInALaterFragment() throws {
        var fragments = Self.packet(true).fragments(of: 120)
        for index in 1..<fragments.count { fragments[index][40] = 59 }
        #expect(try Decoding.packets(fragments).row?["dns_req_len"] == String(Self.message.count))
        #expect(try Decoding.packets(fragments.reversed()).row?["dns_req_len"] == String(Self.message.count))
    }

    @Test func equalBytesAreNoAttack() throws {
        let packet = Self.packet(false)
        let overlapping = packet.fragment(Array(packet.payload[40..<80]), offset: 40, hasMore: true)
        let fragments = packet.fragments(of: 48)
        let decoding = try Decoding.packets([fragments[0], overlapping] + fragments[1...])
        #expect(decoding.row?["dns_req_len"] == String(Self.message.count))
        #expect(decoding.errors == [:])
    }

    /// RFC 4963: the rest of the first was lost, or came twice.
    @Test(arguments: [false, true])
    func anIdentificationThatComesAgain(isV6: Bool) throws {
        func filled(_ name: String, _ letter: UInt8) -> IPPacket {
            var packet = Self.packet(isV6)
            let message = DNSText.query(name, type: 16)
                .with { $0.additionals = [.init(type: 16, data: ByteString(repeating: letter, count: 200))] }
            packet.payload = Transport.udp(40_000, 53, message.bytes)
            packet.payload = PacketChecksum.filled(
                packet.payload, transport: 17, addresses: packet.source.bytes + packet.destination.bytes)
            return packet
        }
        let (one, other) = (filled("one11.nl", 65).fragments(of: 120), filled("other.nl", 66).fragments(of: 120))
        var lost = CaptureBuilder()
        for (index, packet) in ([one[0]] + other).enumerated() { lost.add(packet, at: Int64(index) * 4_000_000) }
        let first = try Decoding.capture(lost)
        #expect(first.dns.map { $0["dns_qname_full"] } == ["one11.nl.", "other.nl."])
        #expect(first.dns.map { $0["dns_truncated"] } == ["true", "false"])

        var repeated = CaptureBuilder()
        for (index, packet) in (one + [one[2]]).enumerated() { repeated.add(packet, at: Int64(index)) }
        for (index, packet) in other.enumerated() { repeated.add(packet, at: 10_000_000 + Int64(index)) }
        let second = try Decoding.capture(repeated)
        #expect(second.names == ["one11.nl.", "other.nl."])
        #expect(second.dns.allSatisfy { $0["dns_truncated"] == "false" })

        // What is left over of a datagram whose rest the capture does not hold.
        var leftover = CaptureBuilder()
        leftover.add(filled("first.nl", 67).bytes)
        leftover.add(one[2], at: 1)
        for (index, packet) in other.enumerated() { leftover.add(packet, at: 10_000_000 + Int64(index)) }
        #expect(try Decoding.capture(leftover).names.last == "other.nl.")
    }

    private static func filled(_ id: Int, _ letter: UInt8, isV6: Bool, identification: Int = 77) -> IPPacket {
        var packet = packet(isV6)
        packet.identification = identification
        let message = DNSText.query("name\(letter).nl", type: 16, id: id)
            .with { $0.additionals = [.init(type: 16, data: ByteString(repeating: letter, count: 260))] }
        packet.payload = PacketChecksum.filled(
            Transport.udp(40_000, 53, message.bytes), transport: 17,
            addresses: packet.source.bytes + packet.destination.bytes)
        return packet
    }

    /// What the same names give by and by: name, and whether it is cut off.
    private func decode(_ packets: [(ByteString, Int64)]) throws -> [String] {
        var capture = CaptureBuilder()
        for (packet, time) in packets { capture.add(packet, at: time) }
        return try Decoding.capture(capture).dns.map {
            "\($0["dns_qname_full"] ?? "-")\($0["dns_truncated"] == "true" ? " cut" : "")"
        }
    }

    /// Datagrams that came whole have shown that checksums are filled in.
    @Test(arguments: [false, true])
    func twoDatagramsInABurst(isV6: Bool) throws {
        let whole = (1...4).map { index -> (ByteString, Int64) in
            var packet = Self.packet(isV6)
            packet.payload = PacketChecksum.filled(
                Transport.udp(40_000, 53, DNSText.query("whole.nl", id: index).bytes), transport: 17,
                addresses: packet.source.bytes + packet.destination.bytes)
            return (packet.bytes, Int64(index))
        }
        let one = Self.filled(9, 65, isV6: isV6).fragments(of: 120)
        let other = Self.filled(9, 66, isV6: isV6).fragments(of: 120)
        let mixed = [(one[0], Int64(1000))] + other.reversed().enumerated().map { ($1, 101_000 + Int64($0)) }
        let rows = try decode(whole + mixed)
        #expect(rows.filter { $0 != "whole.nl." }.sorted() == ["name65.nl. cut", "name66.nl."])
    }

    @Test(arguments: [false, true], [false, true])
    func whatIsLeftOverOfADatagram(isV6: Bool, isReversed: Bool) throws {
        let one = Self.filled(8, 65, isV6: isV6).fragments(of: 120)
        let other = Self.filled(9, 66, isV6: isV6).fragments(of: 120)
        let later = (isReversed ? other.reversed() : other).enumerated().map { ($1, 3_000_000 + Int64($0)) }
        #expect(try decode([(one[0], 0)] + later).sorted() == ["name65.nl. cut", "name66.nl."])
        #expect(try decode([(one[1], 0)] + later) == ["name66.nl."])
        #expect(try decode([(one[2], 0)] + later) == ["name66.nl."])
    }

    /// An attack is over some day.
    @Test(arguments: [false, true], [3, 10])
    func anIdentificationAfterAnOverlap(isV6: Bool, seconds: Int64) throws {
        let one = Self.filled(8, 65, isV6: isV6)
        let evil = one.fragment(ByteString(repeating: 7, count: 120), offset: 120, hasMore: true)
        let parts = one.fragments(of: 120)
        let other = Self.filled(9, 66, isV6: isV6).fragments(of: 120)
        let attack = [(parts[1], Int64(0)), (evil, 1), (parts[0], 2)]
        let clean = other.enumerated().map { ($1, seconds * 1_000_000 + Int64($0)) }
        #expect(try decode(attack + clean) == ["name66.nl."])
    }

    /// Two datagrams of one identification whose ends are equal.
    @Test(arguments: [false, true], [[1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func equalEndsOfTwoDatagrams(isV6: Bool, order: [Int]) throws {
        let one = Self.filled(8, 65, isV6: isV6).fragments(of: 120)
        let other = Self.filled(9, 65, isV6: isV6).fragments(of: 120)
        let first = one.enumerated().map { ($1, Int64($0)) }
        let second = order.enumerated().map { (other[$1], 3_000_000 + Int64($0)) }
        #expect(try decode(first + second) == ["name65.nl.", "name65.nl."])
    }

    /// The query's rest is not in the capture, and its answer is there long before anybody gives it up.
    @Test(arguments: [false, true])
    func aBeginningOfAQueryThatIsAnswered(isV6: Bool) throws {
        let parts = Self.filled(8, 65, isV6: isV6).fragments(of: 120)
        let answer = Exchange(
            client: isV6 ? "2001:db8::1" : "192.0.2.1", server: isV6 ? "2001:db8::53" : "198.51.100.53"
        )
        .reply(DNSText.query("name65.nl", type: 16, id: 8).answered())
        var capture = CaptureBuilder()
        capture.add(parts[0])
        capture.add(answer, at: 10_000)
        for second in 1...40 {
            capture.add(Exchange(port: 50_000).ask(.query("tick.nl")), at: Int64(second) * 1_000_000)
        }
        let rows = try Decoding.capture(capture).dns.filter { $0["dns_qname_full"] == "name65.nl." }
        #expect(rows.map { $0["row_kind"] } == ["matched"])
        #expect(rows.first?["dns_truncated"] == "true")
    }
}
