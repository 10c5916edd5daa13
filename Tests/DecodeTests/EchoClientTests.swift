import SharedInputs
import Testing

@Suite("What sends an echo")
struct EchoClientTests {
    private func client(_ payload: ByteString, type: Int = 8, isV6: Bool = false) throws -> String? {
        let packet = IPPacket(
            isV6 ? "2001:db8::1" : "192.0.2.1", isV6 ? "2001:db8::53" : "198.51.100.53", transport: isV6 ? 58 : 1,
            payload: Transport.icmp(type: type, code: 0, word: 0x0102_0003, payload))
        let decoding = try Decoding.packets([packet.bytes])
        #expect(decoding.icmp.count == 1)
        return decoding.icmp.first?["icmp_echo_client"]
    }

    private static let stamp: ByteString = [0x65, 0x54, 0xD2, 0x10, 0, 0, 0, 0, 0xAB, 0x59, 1, 0, 0, 0, 0, 0]
    /// What ping of iputils sends: a time stamp, and behind it the numbers of the places.
    private static let unix = stamp + ByteString(16..<56)
    /// BSD: half the time stamp.
    private static let bsd = ByteString(stamp.prefix(8)) + ByteString(8..<56)
    private static let windows = ByteString("abcdefghijklmnopqrstuvwabcdefghi".utf8)
    private static let atlas =
        ByteString(repeating: 7, count: 32) + ByteString("http://atlas.ripe.net Atlas says Hi!".utf8)

    @Test(
        arguments: [
            (unix, "Unix ping"), (bsd, "Unix ping"), (stamp + ByteString(16..<24), "Unix ping"),
            (stamp + (16..<1400).map { UInt8(truncatingIfNeeded: $0) }, "Unix ping"), (windows, "Windows ping"),
            (windows + ByteString("jklmnopqrstuvwabcdefgh".utf8), "Windows ping"), (atlas, "RIPE Atlas"),
            (ByteString(atlas.prefix(48)), "RIPE Atlas"), (ByteString(atlas.prefix(47)), nil),
            (ByteString("PRTG Network Monitor".utf8), "PRTG"), ([0, 0, 0, 1] + ByteString("by PRTG".utf8), "PRTG"),
            ([], nil), (ByteString("ping".utf8), nil), (stamp + ByteString(16..<23), nil), (stamp + [16, 17, 0], nil),
            (ByteString(repeating: 0, count: 56), nil), (ByteString(windows.dropFirst()), nil),
            (ByteString("abcdefghijklmnopqrstuvwxyzabcdef".utf8), nil), (stamp + ByteString(17..<57), nil),
        ] as [(ByteString, String?)])
    func payloads(_ payload: ByteString, _ text: String?) throws {
        #expect(try client(payload) == text)
        #expect(try client(payload, type: 128, isV6: true) == text)
    }

    /// A reply carries the payload of whoever asked; what answered is not told by it.
    @Test func repliesAndOthersHaveNone() throws {
        #expect(try client(Self.unix, type: 0) == nil)
        #expect(try client(Self.unix, type: 129, isV6: true) == nil)
        #expect(try client(Self.unix, type: 13) == nil)
        // The number of the other version.
        #expect(try client(Self.unix, type: 128) == nil)
        #expect(try client(Self.unix, type: 8, isV6: true) == nil)
    }

    /// Echo requests of real captures, by what tshark shows of their payloads.
    @Test(
        .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)),
        arguments: [
            ("dns/PacketQ/pcap__icmp.pcap.gz", "Unix ping", 21), ("dns/ipfixprobe/mixed.pcap", "Unix ping", 45),
            ("dns/suricata-verify/smb2-ntlmssp-negotiateflags__input.pcap", "Windows ping", 2),
        ])
    func realOnes(_ path: String, _ client: String, _ count: Int) throws {
        let rows = try Corpus.decode(path).icmp
        #expect(rows.count { $0["icmp_echo_client"] == client } == count)
        #expect(rows.count { $0["icmp_echo_client"] != nil } == count)
        #expect(rows.allSatisfy { $0["icmp_echo_client"] == nil || ["8", "128"].contains($0["icmp_type"]) })
    }
}
