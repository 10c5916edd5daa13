import Decode
import Model
import Tables
import Testing

@Suite("Privacy and what is known about addresses")
struct PrivacyTests {
    /// Knows every address, and counts how often it is asked.
    private final class Oracle: Enrichment {
        var asked: [String: Int] = [:]

        func facts(of address: IPAddress) -> AddressFacts {
            asked[address.description, default: 0] += 1
            return AddressFacts(
                country: "NZ", asn: Int64(address.low & 255), organisation: "org of \(address)", resolver: "Quad9")
        }
    }

    private static let subnet = DNSText.opt(options: [(8, [0, 1, 24, 0, 203, 0, 113])])

    private func decode(
        _ privacy: AddressPrivacy, isV6: Bool = false, enrichment: (any Enrichment)? = nil, before: Day? = nil
    ) throws -> Decoding {
        var capture = CaptureBuilder()
        let exchange =
            isV6 ? Exchange(client: "2001:db8:1:2:3::9", server: "2001:db8::53") : Exchange(client: "192.0.2.201")
        let query = DNSText.query("a.nl").with { $0.additionals = [Self.subnet] }
        capture.add(exchange.ask(query))
        capture.add(exchange.ask(query))
        let options = Decoding.options {
            $0.privacy = privacy
            $0.dropsAddressesBefore = before
        }
        return try Decoding.content(capture.bytes, options: options, enrichment: enrichment)
    }

    private func addresses(_ decoding: Decoding) -> [String?] {
        let row = decoding.dns.first
        return [row?["ip_src"], row?["ip_dst"], row?["edns_ecs"]]
    }

    @Test func addressesAreKept() throws {
        #expect(addresses(try decode(.keep)) == ["192.0.2.201", "198.51.100.53", "203.0.113.0/24"])
    }

    @Test(arguments: [(24, "192.0.2.0"), (32, "192.0.2.201"), (20, "192.0.0.0"), (0, "0.0.0.0"), (25, "192.0.2.128")])
    func addressesAreCut(bits: Int, text: String) throws {
        let found = addresses(try decode(.truncate(v4Bits: bits, v6Bits: 48)))
        #expect(found[0] == text)
        // The server's own address is no secret.
        #expect(found[1] == "198.51.100.53")
    }

    @Test(arguments: [
        (48, "2001:db8:1::"), (56, "2001:db8:1::"), (64, "2001:db8:1:2::"), (80, "2001:db8:1:2:3::"),
        (128, "2001:db8:1:2:3::9"), (0, "::"),
    ])
    func addressesOfVersion6AreCut(bits: Int, text: String) throws {
        #expect(addresses(try decode(.truncate(v4Bits: 24, v6Bits: bits), isV6: true))[0] == text)
    }

    @Test func subnetsAreCutAsWell() throws {
        #expect(addresses(try decode(.truncate(v4Bits: 16, v6Bits: 48)))[2] == "203.0.0.0/16")
        #expect(addresses(try decode(.truncate(v4Bits: 28, v6Bits: 48)))[2] == "203.0.113.0/24")
    }

    @Test func addressesAreDropped() throws {
        #expect(addresses(try decode(.drop)) == [nil, "198.51.100.53", nil])
    }

    @Test func addressesOfOldDaysAreDropped() throws {
        let day = Day(microseconds: CaptureBuilder.epoch)
        #expect(addresses(try decode(.keep, before: Day(number: day.number + 1)))[0] == nil)
        #expect(addresses(try decode(.keep, before: day))[0] == "192.0.2.201")
    }

    @Test func whatIsKnownComesFromTheRealAddressAndIsAskedOnce() throws {
        let oracle = Oracle()
        let decoding = try decode(.truncate(v4Bits: 8, v6Bits: 8), enrichment: oracle)
        #expect(oracle.asked == ["192.0.2.201": 1, "203.0.113.0": 1])
        for row in decoding.dns {
            #expect(
                row.differences([
                    "ip_geo_country": "NZ", "ip_asn": "201", "ip_asn_org": "org of 192.0.2.201",
                    "dns_pub_resolver": "Quad9", "edns_ecs_ip_asn": "0", "edns_ecs_ip_geo_country": "NZ",
                    "edns_ecs_ip_asn_org": "org of 203.0.113.0",
                ]) == [])
        }
    }

    /// The sample key that Crypto-PAn's authors publish.
    private static let key = Result {
        try PseudonymKey(hex: "1522178d33a4cf80130a5b1649907d10d8988f837979652762574c2d2a842202")
    }

    @Test func addressesHavePseudonyms() throws {
        let key = try Self.key.get()
        var capture = CaptureBuilder()
        // From the published sample trace.
        for (index, client) in (["128.11.68.132", "24.0.250.221", "128.11.68.132"] as [Address]).enumerated() {
            capture.add(Exchange(client: client).ask(.query("a.nl", id: index)))
        }
        let options = Decoding.options { $0.privacy = .pseudonymise(key: key) }
        let oracle = Oracle()
        let decoding = try Decoding.content(capture.bytes, options: options, enrichment: oracle)
        #expect(decoding.dns.map { $0["ip_src"] } == ["135.242.180.132", "100.15.198.226", "135.242.180.132"])
        #expect(decoding.dns.allSatisfy { $0["ip_dst"] == "198.51.100.53" })
        #expect(oracle.asked == ["128.11.68.132": 1, "24.0.250.221": 1])
        #expect(decoding.dns.map { $0["ip_asn"] } == ["132", "221", "132"])
    }

    @Test(
        arguments: [
            // The first bits of what the whole address becomes.
            ([0, 1, 32, 0, 128, 11, 68, 132], "135.242.180.132/32"), ([0, 1, 16, 0, 128, 11], "135.242.0.0/16"),
            ([0, 1, 12, 0, 128, 11], "135.240.0.0/12"), ([0, 1, 0, 0], "0.0.0.0/0"), ([0, 2, 0, 0], "::/0"),
            ([0, 2, 32, 0, 0x20, 1, 0x0D, 0xB8], "4401:2bc::/32"),
            ([0, 2, 48, 0, 0x20, 1, 0x0D, 0xB8, 0, 0], "4401:2bc:603f::/48"),
        ] as [(ByteString, String)])
    func subnetsHavePseudonyms(option: ByteString, text: String) throws {
        let key = try Self.key.get()
        let query = DNSText.query("a.nl").with { $0.additionals = [DNSText.opt(options: [(8, option)])] }
        var capture = CaptureBuilder()
        for _ in 0..<2 { capture.add(Exchange().ask(query)) }
        let oracle = Oracle()
        let decoding = try Decoding.content(
            capture.bytes, options: Decoding.options { $0.privacy = .pseudonymise(key: key) }, enrichment: oracle)
        #expect(decoding.dns.map { $0["edns_ecs"] } == [text, text])
        // What is known is that of the real one, and nothing of those who do not tell.
        let isKnown = option[2] > 0
        #expect(decoding.dns.allSatisfy { $0["edns_ecs_ip_geo_country"] == (isKnown ? "NZ" : nil) })
        #expect(oracle.asked.count == (isKnown ? 2 : 1))
    }

    @Test func whatIsKnownOfSubnetsStaysWhenTheyAreDropped() throws {
        let row = try #require(try decode(.drop, enrichment: Oracle()).dns.first)
        #expect(
            row.differences([
                "edns_ecs": nil, "edns_ecs_ip_geo_country": "NZ", "edns_ecs_ip_asn": "0",
                "edns_ecs_ip_asn_org": "org of 203.0.113.0", "ip_src": nil, "ip_geo_country": "NZ",
            ]) == [])
    }

    @Test func quotedPacketsHavePseudonyms() throws {
        let key = try Self.key.get()
        let quoted = Exchange(client: "24.0.250.221", server: "128.11.68.132").reply(.query("a.nl"))
        let packet = IPPacket(
            "24.5.0.80", "128.11.68.132", transport: 1, payload: Transport.icmp(type: 3, code: 3, quoted))
        let decoding = try Decoding.packets(
            [packet.bytes], options: Decoding.options { $0.privacy = .pseudonymise(key: key) })
        #expect(
            decoding.icmp.first?.differences([
                "ip_src": "100.9.15.210", "ip_dst": "135.242.180.132", "orig_ip_src": "135.242.180.132",
                "orig_ip_dst": "100.15.198.226",
            ]) == [])
    }

    @Test func quotedPacketsAreTreatedAsWell() throws {
        let packet = IPPacket(
            "198.51.100.9", "198.51.100.53", transport: 1,
            payload: Transport.icmp(type: 3, code: 3, Exchange().reply(.query("a.nl"))))
        let decoding = try Decoding.packets([packet.bytes], options: Decoding.options { $0.privacy = .drop })
        #expect(
            decoding.icmp.first?.differences(["ip_src": nil, "orig_ip_dst": nil, "orig_dns_qname_full": "a.nl."]) == [])
    }
}
