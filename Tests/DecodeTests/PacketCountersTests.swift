import Decode
import Testing

/// Each packet of a capture is classified exactly once: it gives something, is nothing that is read, or is rejected for a reason.
@Suite("Counts of packets")
struct PacketCountersTests {
    private static let query = DNSText.query("example.nl").bytes

    private func fates(_ packets: [ByteString], _ change: (inout DecodeOptions) -> Void = { _ in }) throws
        -> [String: Int64]
    {
        let report = try #require(try Decoding.packets(packets, options: Decoding.options(change)).reports.first)
        #expect(report.packets == Int64(packets.count))
        return report.fates
    }

    private func udp(_ port: Int, _ payload: ByteString) -> ByteString {
        IPPacket("192.0.2.1", "198.51.100.53", payload: Transport.udp(40_000, port, payload)).bytes
    }

    @Test func whatGivesSomethingOrIsOfNoInterest() throws {
        var packet = IPPacket("192.0.2.1", "198.51.100.53", payload: Transport.udp(40_000, 53, Self.query))
        packet.identification = 7
        let fragments = packet.fragments(of: 16)
        let ping = IPPacket(
            "192.0.2.1", "198.51.100.53", transport: 1, payload: Transport.icmp(type: 8, code: 0, [])
        ).bytes
        let other = IPPacket("192.0.2.1", "198.51.100.53", transport: 89, payload: [1, 2, 3, 4]).bytes
        var stream = Stream()
        let segments = [stream.send(TCPTests.message), stream.fromServer()]
        let found = try fates([udp(53, Self.query), udp(123, Self.query), ping, other] + fragments + segments)
        #expect(
            found == [
                // The last fragment completes a datagram.
                "datagram": 2, "fragment": Int64(fragments.count - 1), "icmp": 1, "other": 2, "segment": 2,
            ])
    }

    @Test func whatIsRejectedHasItsReason() throws {
        let short = IPPacket("192.0.2.1", "198.51.100.53", payload: [0, 53, 0]).bytes
        let segment = IPPacket("192.0.2.1", "198.51.100.53", transport: 6, payload: [0, 53, 0]).bytes
        let ping = IPPacket("192.0.2.1", "198.51.100.53", transport: 1, payload: [8]).bytes
        #expect(
            try fates([udp(53, [1, 2, 3]), short, segment, ping, [0x45, 0], udp(53, Self.query)]) == [
                "dns_header_short": 1, "udp_malformed": 1, "tcp_malformed": 1, "icmp_malformed": 1, "ip_truncated": 1,
                "datagram": 1,
            ])
    }

    @Test func whatTheFilterLeavesOutIsCounted() throws {
        let found = try fates([udp(53, Self.query), udp(53, Self.query)]) { $0.filter = "udp port 54" }
        #expect(found == ["packet_filtered": 2])
    }
}
