import Decode
import Foundation
import SharedInputs
import Testing

/// The maker's own databases against the JSON that they were made from.
@Suite(.enabled(if: Corpus.has("mmdb/source"), Comment(rawValue: Corpus.absent)))
struct MaxMindCorpusTests {
    private struct Network {
        let address: IPAddress
        let length: Int
        let record: [String: Any]
    }

    private func networks(_ name: String) throws -> [Network] {
        let data = try Data(contentsOf: URL(fileURLWithPath: Corpus.path("mmdb/source/\(name).json")))
        let entries = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: [String: Any]]])
        return try entries.flatMap { $0 }.map { text, record in
            let parts = text.split(separator: "/").map(String.init)
            try #require(parts.count == 2)
            let address = try #require(IPAddress(parts[0]))
            return Network(address: address, length: try #require(Int(parts[1])), record: record)
        }
    }

    /// What the networks say about an address: the longest that it is in.
    private func record(_ address: IPAddress, _ networks: [Network]) -> [String: Any]? {
        networks.filter { address.isIn($0.address, length: $0.length) }.max { $0.length < $1.length }?.record
    }

    @Test(arguments: ["GeoLite2-Country-Test", "GeoLite2-City-Test"])
    func countries(_ name: String) throws {
        let enrichment = MaxMindEnrichment(countryDatabase: Corpus.path("mmdb/\(name).mmdb"), asnDatabase: nil)
        let networks = try networks(name)
        #expect(networks.count > 200)
        for network in networks {
            let country = record(network.address, networks)?["country"] as? [String: Any]
            let facts = enrichment.facts(of: network.address)
            #expect(facts == AddressFacts(country: country?["iso_code"] as? String), "\(network.address)")
        }
        #expect(enrichment.warnings.isEmpty)
    }

    @Test func systems() throws {
        let path = Corpus.path("mmdb/GeoLite2-ASN-Test.mmdb")
        let enrichment = MaxMindEnrichment(countryDatabase: nil, asnDatabase: path)
        let networks = try networks("GeoLite2-ASN-Test")
        #expect(networks.count > 700)
        for network in networks {
            let record = record(network.address, networks)
            let expected = AddressFacts(
                asn: (record?["autonomous_system_number"] as? NSNumber)?.int64Value,
                organisation: record?["autonomous_system_organization"] as? String)
            #expect(enrichment.facts(of: network.address) == expected, "\(network.address)")
        }
        #expect(enrichment.warnings.isEmpty)
    }

    @Test(
        arguments: [
            ("GeoIP2-Country-Test", nil), ("GeoIP2-City-Test", "GeoIP2-ISP-Test"),
            ("GeoIP2-Enterprise-Test", "GeoIP2-Enterprise-Test"), ("GeoLite2-City-Test", "GeoLite2-ASN-Test"),
        ] as [(String, String?)])
    func otherEditions(_ country: String, _ system: String?) throws {
        let enrichment = MaxMindEnrichment(
            countryDatabase: Corpus.path("mmdb/\(country).mmdb"),
            asnDatabase: system.map { Corpus.path("mmdb/\($0).mmdb") })
        let british = try #require(IPAddress("81.2.69.160"))
        #expect(enrichment.facts(of: british).country == "GB")
        if system?.hasSuffix("Enterprise-Test") == false {
            #expect(enrichment.facts(of: IPAddress(v4: 0x0180_0000)).asn == 1221)
        }
        #expect(enrichment.warnings.isEmpty)
    }

    /// Databases that were broken on purpose: nothing ends the process, and at most one warning each.
    @Test func brokenOnes() throws {
        let folder = Corpus.path("mmdb/bad")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let enrichment = MaxMindEnrichment(countryDatabase: folder + "/" + name, asnDatabase: nil)
            var random = SplitMix(seed: 1)
            for _ in 0..<1_000 {
                let number = random.next()
                for address in [
                    IPAddress(v4: UInt32(truncatingIfNeeded: number)), IPAddress(high: number, low: 1, version: 6),
                ] {
                    #expect(enrichment.facts(of: address).country == nil, "\(name)")
                }
            }
            #expect(enrichment.warnings.count <= 1, "\(name)")
        }
    }
}

extension IPAddress {
    /// The same place in a tree of IPv6 addresses.
    func isIn(_ network: IPAddress, length: Int) -> Bool {
        guard version == network.version else { return false }
        let bits = version == 4 ? length + 96 : length
        let highBits = min(bits, 64)
        let lowBits = bits - highBits
        let highMask = highBits == 0 ? 0 : UInt64.max << UInt64(64 - highBits)
        let lowMask = lowBits == 0 ? 0 : UInt64.max << UInt64(64 - lowBits)
        return (high ^ network.high) & highMask == 0 && (low ^ network.low) & lowMask == 0
    }
}
