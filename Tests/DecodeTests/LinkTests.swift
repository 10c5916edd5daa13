import Decode
import Testing

@Suite("Link layers")
struct LinkTests {
    static let v4 = Exchange().ask(.query("example.nl"))
    static let v6 = Exchange(client: "2001:db8::1", server: "2001:db8::53").ask(.query("example.nl"))

    static func names(_ linkType: Int, _ frame: ByteString) throws -> [String] {
        var capture = CaptureBuilder(linkType: linkType)
        capture.add(frame)
        return try Decoding.capture(capture).names
    }

    private func names(_ linkType: Int, _ frame: ByteString) throws -> [String] { try Self.names(linkType, frame) }

    @Test(arguments: [v4, v6])
    func thePacketIsFoundInEveryFrame(packet: ByteString) throws {
        let expected = ["example.nl."]
        #expect(try names(1, LinkFrame.ethernet(packet)) == expected)
        #expect(try names(1, LinkFrame.ethernet(packet, tags: [0x8100])) == expected)
        #expect(try names(1, LinkFrame.ethernet(packet, tags: [0x88A8, 0x8100])) == expected)
        #expect(try names(1, LinkFrame.mpls(packet)) == expected)
        #expect(try names(1, LinkFrame.pppoe(packet)) == expected)
        #expect(try names(101, packet) == expected)
        #expect(try names(packet == Self.v6 ? 229 : 228, packet) == expected)
        #expect(try names(113, LinkFrame.linuxCooked(packet)) == expected)
        #expect(try names(276, LinkFrame.linuxCooked2(packet)) == expected)
        #expect(try names(0, LinkFrame.loopback(packet)) == expected)
        #expect(try names(108, LinkFrame.loopback(packet)) == expected)
    }

    @Test func frameCheckSequenceBitsInTheLinkTypeAreMasked() throws {
        #expect(try names(0x1400_0001, LinkFrame.ethernet(Self.v4) + [1, 2, 3, 4]) == ["example.nl."])
    }

    @Test(arguments: [v4, v6])
    func serialLines(packet: ByteString) throws {
        let expected = ["example.nl."]
        for linkType in [9, 50] {
            for isFramed in [false, true] {
                #expect(try names(linkType, LinkFrame.ppp(packet, isFramed: isFramed)) == expected)
                let short = LinkFrame.ppp(packet, isFramed: isFramed, isCompressed: true)
                #expect(try names(linkType, short) == expected)
            }
        }
        #expect(try names(104, LinkFrame.ciscoHDLC(packet)) == expected)
        #expect(try names(50, LinkFrame.ciscoHDLC(packet)) == expected)
        // Labels over PPP.
        #expect(try names(9, [0xFF, 3, 2, 0x81, 0, 1, 1, 64] + packet) == expected)
    }

    @Test(arguments: [v4, v6])
    func logicalLinkControl(packet: ByteString) throws {
        let expected = ["example.nl."]
        #expect(try names(1, LinkFrame.snap(packet)) == expected)
        #expect(try names(1, LinkFrame.snap(packet, tags: [0x8100])) == expected)
        #expect(try names(113, LinkFrame.linuxCookedSnap(packet)) == expected)
        // Another organisation than that of EtherTypes.
        var other = LinkFrame.snap(packet)
        other[17] = 8
        #expect(try names(1, other).isEmpty)
    }

    @Test(arguments: [v4, v6])
    func tagsInCookedFrames(packet: ByteString) throws {
        #expect(try names(113, LinkFrame.linuxCookedTagged(packet)) == ["example.nl."])
        #expect(try names(276, LinkFrame.linuxCooked2Tagged(packet)) == ["example.nl."])
    }

    @Test func anUnknownLinkTypeIsUnusable() {
        #expect(throws: DecodeError.self) { _ = try names(281, Self.v4) }
    }

    @Test func anUnknownLinkTypeWithoutPacketsIsNoFault() throws {
        #expect(try Decoding.content(CaptureBuilder(linkType: 281).header).totals.packets == 0)
    }

    @Test func otherProtocolsAreSkippedSilently() throws {
        var capture = CaptureBuilder(linkType: 1)
        capture.add(ByteString(repeating: 2, count: 12) + [0x88, 0xCC, 2, 7, 4, 0, 0, 0, 0, 0])
        capture.add(ByteString(repeating: 2, count: 12) + [0x08, 0x06] + ByteString(repeating: 0, count: 28))
        let decoding = try Decoding.capture(capture)
        #expect(decoding.totals.packets == 2)
        #expect(decoding.errors.isEmpty)
    }

    @Test(arguments: [
        (1, LinkFrame.ethernet(v6, tags: [0x88A8, 0x8100])), (1, LinkFrame.snap(v6)), (1, LinkFrame.mpls(v6)),
        (1, LinkFrame.pppoe(v6)), (9, LinkFrame.ppp(v6, isFramed: true)), (50, LinkFrame.ppp(v6, isFramed: false)),
        (101, v6), (104, LinkFrame.ciscoHDLC(v6)), (0, LinkFrame.loopback(v6)),
        (113, LinkFrame.linuxCookedTagged(v6)), (276, LinkFrame.linuxCooked2Tagged(v6)),
    ])
    func frameOfEveryLengthIsHarmless(linkType: Int, frame: ByteString) throws {
        var capture = CaptureBuilder(linkType: linkType)
        for length in 0...frame.count { capture.add(frame, snap: length) }
        let decoding = try Decoding.capture(capture)
        #expect(decoding.totals.packets == Int64(frame.count + 1))
        #expect(decoding.totals.messages > 0)
    }
}
