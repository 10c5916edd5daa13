import Decode
import Testing

@Suite("Packet filters")
struct PacketFilterTests {
    private static let queries = (0..<6).map { index in
        Exchange(client: index % 2 == 0 ? "192.0.2.1" : "192.0.2.2", port: 40_000 + index)
            .ask(.query("host\(index).nl", id: index))
    }

    private func decode(_ filter: String?, _ bytes: ByteString) throws -> Decoding {
        try Decoding.content(bytes, options: Decoding.options { $0.filter = filter })
    }

    private func capture(_ linkType: Int, _ frame: (ByteString) -> ByteString) -> ByteString {
        var capture = CaptureBuilder(linkType: linkType)
        for packet in Self.queries { capture.add(frame(packet)) }
        return capture.bytes
    }

    @Test func onlyWhatMatchesIsDecoded() throws {
        let frames: [(Int, (ByteString) -> ByteString)] = [
            (1, { LinkFrame.ethernet($0) }), (101, { $0 }), (228, { $0 }), (113, LinkFrame.linuxCooked),
            (276, LinkFrame.linuxCooked2), (0, LinkFrame.loopback), (9, { LinkFrame.ppp($0, isFramed: true) }),
            (104, LinkFrame.ciscoHDLC),
        ]
        for (linkType, frame) in frames {
            let decoding = try decode("udp and src host 192.0.2.2", capture(linkType, frame))
            #expect(decoding.names == ["host1.nl.", "host3.nl.", "host5.nl."], "link type \(linkType)")
            #expect(decoding.errors == ["packet_filtered": 3])
            #expect(decoding.totals.packets == 6)
            // Frames are counted as they stand in the file.
            #expect(decoding.dns.compactMap { $0.integer("capture_frame") } == [2, 4, 6])
        }
    }

    @Test func withoutAFilterNothingIsLeftOut() throws {
        let bytes = capture(101) { $0 }
        #expect(try decode(nil, bytes).dns.count == 6)
        #expect(try decode("", bytes).dns.count == 6)
        #expect(try decode("tcp", bytes).errors == ["packet_filtered": 6])
    }

    @Test func eachLinkTypeHasItsProgram() throws {
        var file = PcapngBuilder()
        file.section()
        file.interface(1)
        file.interface(101)
        for (index, packet) in Self.queries.enumerated() {
            file.packet(index % 3 == 0 ? packet : LinkFrame.ethernet(packet), interface: index % 3 == 0 ? 1 : 0)
        }
        let decoding = try decode("src port 40001 or src port 40003", file.bytes)
        #expect(decoding.names == ["host1.nl.", "host3.nl."])
        #expect(decoding.errors == ["packet_filtered": 4])
    }

    @Test func theLengthOnTheWireCounts() throws {
        var capture = CaptureBuilder()
        capture.add(Self.queries[0], snap: 40)
        #expect(try decode("greater 41", capture.bytes).errors["packet_filtered"] == nil)
    }

    @Test(arguments: ["src hots 192.0.2.1", "port", "(udp", "host 192.0.2.300", "ether host 02:02:02:02:02:02"])
    func anExpressionThatIsNoneIsAFaultOfTheOptions(filter: String) {
        do {
            _ = try decode(filter, capture(101) { $0 })
            Issue.record("it was taken")
        } catch DecodeError.badFilter(let expression, let reason) {
            #expect(expression == filter)
            #expect(!reason.isEmpty)
        } catch { Issue.record("\(error)") }
    }

    /// A filter looks at the outer packet.
    @Test func tunnelsAreFilteredByTheirOutside() throws {
        var capture = CaptureBuilder()
        for packet in Self.queries { capture.add(TunnelPacket.gre(packet)) }
        let options = Decoding.options {
            $0.tunnels = .gre
            $0.filter = "src host 203.0.113.1"
        }
        #expect(try Decoding.content(capture.bytes, options: options).dns.count == 6)
    }
}
