import Testing

@Suite("ICMP")
struct ICMPTests {
    private let query = Exchange().ask(.query("Example.nl", id: 77))
    private let queryV6 = Exchange(client: "2001:db8::1", server: "2001:db8::53").ask(.query("Example.nl", id: 77))

    private func row(type: Int, code: Int, word: Int = 0, _ rest: ByteString, isV6: Bool = false) throws -> Row {
        var packet = IPPacket(
            isV6 ? "2001:db8::53" : "198.51.100.53", isV6 ? "2001:db8::1" : "192.0.2.1", transport: isV6 ? 58 : 1,
            payload: Transport.icmp(type: type, code: code, word: word, rest))
        packet.ttl = 50
        let decoding = try Decoding.packets([packet.bytes])
        #expect(decoding.dns.isEmpty)
        #expect(decoding.icmp.count == 1)
        return try #require(decoding.icmp.first)
    }

    @Test func anEcho() throws {
        #expect(
            try row(type: 8, code: 0, Array("ping".utf8)).differences([
                "icmp_type": "8", "icmp_code": "0", "ip_version": "4", "ip_ttl": "50", "ip_src": "198.51.100.53",
                "ip_dst": "192.0.2.1", "ip_len": "32", "orig_ip_version": nil, "icmp_ip_mtu": nil, "server": "ns1",
                "server_location": "ams", "capture_id": "0", "capture_frame": "1",
                "time": String(CaptureBuilder.epoch),
            ]) == [])
    }

    @Test func anErrorQuotesAPacket() throws {
        #expect(
            try row(type: 3, code: 4, word: 1280, query).differences([
                "icmp_ip_mtu": "1280", "orig_ip_version": "4", "orig_ip_ttl": "64", "orig_ip_src": "192.0.2.1",
                "orig_ip_dst": "198.51.100.53", "orig_ip_len": String(query.count), "orig_prot": "17",
                "orig_src_port": "40000", "orig_dst_port": "53", "orig_dns_id": "77",
                "orig_dns_qname_full": "Example.nl.", "orig_dns_domainname": "example.nl", "orig_dns_qtype": "1",
                "orig_dns_qclass": "1", "orig_dns_opcode": "0", "orig_dns_rcode": nil, "orig_dns_labels": "2",
                "orig_dns_qr": "false", "orig_dns_rd": "true", "orig_icmp_type": nil,
            ]) == [])
    }

    @Test func anErrorOfVersion6() throws {
        #expect(
            try row(type: 2, code: 0, word: 70_000, queryV6, isV6: true).differences([
                "icmp_ip_mtu": "70000", "orig_ip_version": "6", "orig_ip_src": "2001:db8::1", "orig_dns_id": "77",
                "orig_ip_len": String(queryV6.count),
            ]) == [])
    }

    @Test(arguments: 0...60)
    func aQuoteMayBreakOffAnywhere(length: Int) throws {
        let row = try row(type: 11, code: 0, Array(query.prefix(length)))
        #expect(row["orig_ip_src"] == (length >= 20 ? "192.0.2.1" : nil))
        #expect(row["orig_dst_port"] == (length >= 24 ? "53" : nil))
        #expect(row["orig_dns_id"] == (length >= 40 ? "77" : nil))
        #expect(row["orig_dns_qname_full"] == (length >= 52 ? "Example.nl." : nil))
        #expect(row["orig_dns_qtype"] == (length >= 56 ? "1" : nil))
        #expect(row["orig_ip_len"] == (length >= 20 ? String(query.count) : nil))
    }

    @Test func aQuotedICMPPacketAndAQuotedSegment() throws {
        let ping = IPPacket(
            "192.0.2.1", "198.51.100.53", transport: 1, payload: Transport.icmp(type: 8, code: 0, [])
        ).bytes
        #expect(
            try row(type: 3, code: 1, ping).differences([
                "orig_prot": "1", "orig_icmp_type": "8", "orig_icmp_code": "0", "orig_src_port": nil,
            ]) == [])
        #expect(
            try row(type: 3, code: 1, Stream().fromClient()).differences([
                "orig_prot": "6", "orig_src_port": "40000", "orig_dns_id": nil,
            ]) == [])
    }

    @Test func aPacketOfTheOtherVersionIsNone() throws {
        let packet = IPPacket("192.0.2.1", "192.0.2.2", transport: 58, payload: Transport.icmp(type: 1, code: 0, []))
        #expect(try Decoding.packets([packet.bytes]).icmp.isEmpty)
        let short = IPPacket("192.0.2.1", "192.0.2.2", transport: 1, payload: [8, 0])
        #expect(try Decoding.packets([short.bytes]).errors == ["icmp_malformed": 1])
    }
}
