import Decode
import Foundation
import RealServers
import SharedInputs
import Testing

@Suite struct MaxMindEnrichmentTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private static func country(_ code: String) -> SmallDatabase.Value {
        .map([("continent", .map([("code", .text("EU"))])), ("country", .map([("iso_code", .text(code))]))])
    }

    private static func system(_ number: SmallDatabase.Value, _ name: String) -> SmallDatabase.Value {
        .map([("autonomous_system_number", number), ("autonomous_system_organization", .text(name))])
    }

    private func countries(_ ipVersion: UInt16 = 6) throws -> String {
        var database = SmallDatabase(type: "GeoLite2-Country", ipVersion: ipVersion)
        database.add(v4: 0xC000_0200, length: 24, Self.country("NL"))
        database.add(v4: 0xC633_6400, length: 25, Self.country("NZ"))
        // No country, but one where it is registered; and no country at all.
        database.add(
            v4: 0xCB00_7100, length: 24, .map([("registered_country", .map([("iso_code", .text("FR"))]))]))
        database.add(v4: 0x0A00_0000, length: 8, .map([("country", .text("not a map"))]))
        database.add(v4: 0x0B00_0000, length: 8, Self.country("Nowhere"))
        if ipVersion == 6 { database.add(v6High: 0x2001_0DB8_0000_0000, length: 32, Self.country("DE")) }
        return try database.write(to: folder)
    }

    private func systems() throws -> String {
        var database = SmallDatabase(type: "GeoLite2-ASN")
        database.add(v4: 0xC000_0200, length: 25, Self.system(.uint32(1140), "SIDN, which has a name of some length"))
        database.add(v4: 0xC633_6400, length: 24, Self.system(.uint32(4_294_967_295), "größte"))
        database.add(v4: 0x0A00_0000, length: 8, Self.system(.uint16(7), ""))
        database.add(v4: 0x0B00_0000, length: 8, Self.system(.text("8"), "number in text"))
        database.add(v4: 0x0C00_0000, length: 8, Self.system(.uint64(1 << 32), "more than 32 bits"))
        return try database.write(to: folder)
    }

    @Test(
        arguments: [
            ("192.0.2.1", "NL", 1140, "SIDN, which has a name of some length"), ("192.0.2.128", "NL", nil, nil),
            ("198.51.100.127", "NZ", 4_294_967_295, "größte"), ("198.51.100.128", nil, 4_294_967_295, "größte"),
            ("203.0.113.9", nil, nil, nil), ("10.1.2.3", nil, 7, nil), ("11.1.2.3", nil, nil, "number in text"),
            ("12.0.0.1", nil, nil, "more than 32 bits"), ("8.8.8.8", nil, nil, nil), ("2001:db8::53", "DE", nil, nil),
            ("2001:db9::", nil, nil, nil),
        ] as [(String, String?, Int64?, String?)])
    func looksUp(_ address: String, _ country: String?, _ asn: Int64?, _ organisation: String?) throws {
        let enrichment = MaxMindEnrichment(countryDatabase: try countries(), asnDatabase: try systems())
        let expected = AddressFacts(country: country, asn: asn, organisation: organisation)
        let address = try #require(IPAddress(address))
        #expect(enrichment.facts(of: address) == expected)
        #expect(enrichment.facts(of: address) == expected, "and out of the cache")
        #expect(enrichment.warnings.isEmpty)
    }

    @Test func databaseOfIPv4KnowsNothingOfIPv6() throws {
        let enrichment = MaxMindEnrichment(countryDatabase: try countries(4), asnDatabase: nil)
        #expect(enrichment.facts(of: IPAddress(v4: 0xC000_0201)) == AddressFacts(country: "NL"))
        #expect(enrichment.facts(of: IPAddress(high: 0x2001_0DB8 << 32, low: 1, version: 6)) == AddressFacts())
        // ::192.0.2.1 is not 192.0.2.1 for the cache either.
        #expect(enrichment.facts(of: IPAddress(high: 0, low: 0xC000_0201, version: 6)) == AddressFacts())
        #expect(enrichment.warnings.isEmpty)
    }

    @Test func noDatabaseIsNoWarning() {
        let enrichment = MaxMindEnrichment(countryDatabase: nil, asnDatabase: nil)
        #expect(enrichment.facts(of: IPAddress(v4: 1)) == AddressFacts())
        #expect(enrichment.warnings.isEmpty)
    }

    @Test func missingAndBrokenAreOneWarningEach() throws {
        let broken = try folder.write(Array("this is not a database".utf8), to: "broken.mmdb")
        let enrichment = MaxMindEnrichment(countryDatabase: folder.path + "/none.mmdb", asnDatabase: broken)
        for host in 0..<100 as Range<UInt32> {
            #expect(enrichment.facts(of: IPAddress(v4: host)) == AddressFacts())
        }
        #expect(enrichment.warnings.count == 2)
        #expect(enrichment.warnings.first?.hasPrefix(folder.path + "/none.mmdb: ") == true)
        #expect(enrichment.warnings.last?.hasPrefix(broken + ": ") == true)
    }

    @Test func oneBrokenDatabaseLeavesTheOther() throws {
        let enrichment = MaxMindEnrichment(countryDatabase: folder.path, asnDatabase: try systems())
        #expect(enrichment.facts(of: IPAddress(v4: 0xC633_6401)).asn == 4_294_967_295)
        #expect(enrichment.warnings.count == 1)
    }

    @Test func swappedPathsAreTold() throws {
        let enrichment = MaxMindEnrichment(countryDatabase: try systems(), asnDatabase: try countries())
        #expect(enrichment.warnings.count == 2)
        #expect(enrichment.warnings.allSatisfy { $0.contains("of type GeoLite2-") })
    }

    @Test func damageInsideIsOneWarning() throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: try countries()))
        let code = try #require(bytes.range(of: Data("NL".utf8)))
        // With the control octet in front: a pointer behind the end of the data.
        bytes.replaceSubrange(code.lowerBound - 1..<code.upperBound, with: [0x2F, 0xFF, 0xFF])
        let path = try folder.write(Array(bytes), to: "damaged.mmdb")
        let enrichment = MaxMindEnrichment(countryDatabase: path, asnDatabase: nil)
        #expect(enrichment.warnings.isEmpty)
        for host in 0..<10 as Range<UInt32> {
            #expect(enrichment.facts(of: IPAddress(v4: 0xC000_0200 + host)).country == nil)
        }
        #expect(enrichment.facts(of: IPAddress(v4: 0xC633_6401)).country == "NZ")
        #expect(enrichment.warnings.count == 1)
        #expect(enrichment.warnings.first?.contains("damaged") == true)
    }

    /// A database of everything has networks among its traits; one of networks wins at the top.
    @Test func networksAmongTraits() throws {
        let system = Self.system(.uint32(14), "Fourteen")
        var database = SmallDatabase(type: "GeoIP2-Enterprise")
        database.add(
            v4: 0xC000_0200, length: 24, .map([("country", .map([("iso_code", .text("NL"))])), ("traits", system)]))
        database.add(v4: 0xC633_6400, length: 24, .map([("traits", .text("none"))]))
        database.add(
            v4: 0xCB00_7100, length: 24, .map([("autonomous_system_number", .uint32(15)), ("traits", system)]))
        let path = try database.write(to: folder)
        let enrichment = MaxMindEnrichment(countryDatabase: path, asnDatabase: path)
        #expect(
            enrichment.facts(of: IPAddress(v4: 0xC000_0201))
                == AddressFacts(country: "NL", asn: 14, organisation: "Fourteen"))
        #expect(enrichment.facts(of: IPAddress(v4: 0xC633_6401)) == AddressFacts())
        #expect(enrichment.facts(of: IPAddress(v4: 0xCB00_7101)).asn == 15)
        #expect(enrichment.warnings.isEmpty)
    }

    /// Many more addresses and answers than the cache has room for.
    @Test func smallCacheGivesTheSameAnswers() throws {
        var database = SmallDatabase(type: "GeoLite2-ASN")
        for net in 0..<64 as Range<UInt32> {
            database.add(v4: 0x0A00_0000 + net << 8, length: 24, Self.system(.uint32(net + 1), "AS \(net + 1)"))
        }
        let enrichment = MaxMindEnrichment(
            countryDatabase: nil, asnDatabase: try database.write(to: folder), cachedAddresses: 16)
        var random = SplitMix(seed: 3)
        for _ in 0..<20_000 {
            let address = 0x0A00_0000 + UInt32.random(in: 0..<(65 << 8), using: &random)
            let number = Int64(address >> 8 & 255) + 1
            let expected = number > 64 ? AddressFacts() : AddressFacts(asn: number, organisation: "AS \(number)")
            #expect(enrichment.facts(of: IPAddress(v4: address)) == expected)
        }
    }
}
