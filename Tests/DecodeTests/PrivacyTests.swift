import Decode
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

    @Test func quotedPacketsAreTreatedAsWell() throws {
        let packet = IPPacket(
            "198.51.100.9", "198.51.100.53", transport: 1,
            payload: Transport.icmp(type: 3, code: 3, Exchange().reply(.query("a.nl"))))
        let decoding = try Decoding.packets([packet.bytes], options: Decoding.options { $0.privacy = .drop })
        #expect(
            decoding.icmp.first?.differences(["ip_src": nil, "orig_ip_dst": nil, "orig_dns_qname_full": "a.nl."]) == [])
    }
}
