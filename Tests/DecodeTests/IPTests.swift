import Decode
import Testing

@Suite("IP")
struct IPTests {
    private static let message = DNSText.query("example.nl").bytes

    private func packet(
        _ isV6: Bool, _ payload: ByteString = Transport.udp(40_000, 53, message),
        _ change: (inout IPPacket) -> Void = { _ in }
    ) -> IPPacket {
        var packet = IPPacket(
            isV6 ? "2001:db8::1" : "192.0.2.1", isV6 ? "2001:db8::53" : "198.51.100.53", payload: payload)
        change(&packet)
        return packet
    }

    @Test(arguments: [false, true])
    func paddingOfTheLinkLayerIsNoPartOfThePacket(isV6: Bool) throws {
        let decoding = try Decoding.packets([packet(isV6).bytes + ByteString(repeating: 0xEE, count: 20)])
        #expect(decoding.row?["dns_req_len"] == String(Self.message.count))
        #expect(decoding.errors.isEmpty)
    }

    @Test(arguments: [false, true])
    func lengthZeroMeansToTheEnd(isV6: Bool) throws {
        let decoding = try Decoding.packets([packet(isV6) { $0.declaredLength = 0 }.bytes])
        #expect(decoding.names == ["example.nl."])
        #expect(decoding.row?["dns_truncated"] == "false")
    }

    @Test func ttlAndDontFragmentAreThoseOfTheQuery() throws {
        let decoding = try Decoding.packets([
            packet(false) {
                $0.ttl = 57
                $0.dontFragment = true
            }.bytes
        ])
        #expect(decoding.row?.differences(["ip_ttl": "57", "ip_df": "true", "ip_version": "4", "ip_frags": nil]) == [])
    }

    @Test func theWholeChainOfExtensionHeadersIsWalked() throws {
        let eight = ByteString(repeating: 0, count: 8)
        let sixteen = ByteString([0, 1]) + ByteString(repeating: 0, count: 14)
        let authentication: ByteString = [0, 4] + ByteString(repeating: 0, count: 22)
        let chain: [(type: Int, bytes: ByteString)] = [
            (0, eight), (60, sixteen), (43, eight), IPPacket.fragmentHeader(offset: 0, hasMore: false, 9),
            (51, authentication), (60, eight),
        ]
        for length in 1...chain.count {
            let decoding = try Decoding.packets([packet(true) { $0.extensions = Array(chain[..<length]) }.bytes])
            #expect(decoding.names == ["example.nl."], "\(length) headers")
            #expect(decoding.row?["ip_frags"] == nil)
        }
    }

    @Test func anExtensionHeaderBehindTheEndIsCounted() throws {
        let decoding = try Decoding.packets([packet(true) { $0.extensions = [(60, [0, 200, 0, 0, 0, 0, 0, 0])] }.bytes])
        #expect(decoding.dns.isEmpty)
        #expect(decoding.errors == ["ip_malformed": 1])
    }

    @Test func udpLengthCutsOff() throws {
        let payload = Transport.udp(40_000, 53, Self.message + [1, 2, 3, 4], length: Self.message.count + 8)
        #expect(try Decoding.packets([packet(false, payload).bytes]).row?["dns_req_len"] == String(Self.message.count))
    }

    @Test(arguments: [1, 7])
    func udpLengthBelowItsHeaderIsMalformed(length: Int) throws {
        let decoding = try Decoding.packets([
            packet(false, Transport.udp(40_000, 53, Self.message, length: length)).bytes
        ])
        #expect(decoding.dns.isEmpty)
        #expect(decoding.errors == ["udp_malformed": 1])
    }

    @Test func otherPortsAreNotDNS() throws {
        let payload = Transport.udp(40_000, 5353, Self.message)
        #expect(try Decoding.packets([packet(false, payload).bytes]).dns.isEmpty)
        let options = Decoding.options { $0.ports = [53, 5353] }
        #expect(try Decoding.packets([packet(false, payload).bytes], options: options).names == ["example.nl."])
    }

    @Test(arguments: 0..<60)
    func aPacketCutShortKeepsWhatIsThere(length: Int) throws {
        var capture = CaptureBuilder()
        let whole = packet(false).bytes
        capture.add(whole, snap: min(length, whole.count - 1))
        let decoding = try Decoding.capture(capture)
        // Header of IP, UDP and DNS; the name has 12 octets.
        #expect(decoding.dns.count == (length >= 40 ? 1 : 0))
        if length >= 40 { #expect(decoding.row?["dns_truncated"] == "true") }
        #expect(decoding.names.count == (length >= 52 ? 1 : 0))
    }
}
