import Decode
import Foundation
import SharedInputs
import Testing

/// Every database of the corpus, good, foreign or broken, as either kind: answers, or one warning that names the file;
/// nothing ends the process.
@Suite("Every MaxMind database", .enabled(if: Corpus.has("mmdb/bad"), Comment(rawValue: Corpus.absent)))
struct MaxMindFileTests {
    /// Whole databases of kinds that hold what is asked for.
    private static let countries: Set<String> = [
        "GeoIP2-City-Shield-Test", "GeoIP2-City-Test", "GeoIP2-Country-Shield-Test", "GeoIP2-Country-Test",
        "GeoIP2-Enterprise-Shield-Test", "GeoIP2-Enterprise-Test", "GeoIP2-Precision-Enterprise-Shield-Test",
        "GeoIP2-Precision-Enterprise-Test", "GeoLite2-City-Test", "GeoLite2-Country-Test",
    ]
    private static let systems: Set<String> = [
        "GeoIP2-ISP-Test", "GeoLite2-ASN-Test", "GeoIP2-Enterprise-Shield-Test", "GeoIP2-Enterprise-Test",
        "GeoIP2-Precision-Enterprise-Shield-Test", "GeoIP2-Precision-Enterprise-Test",
    ]

    private static func databases(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Corpus.path(folder)).filter { $0.hasSuffix(".mmdb") }
            .sorted().map { folder + "/" + $0 }
    }

    /// Addresses of the maker's test networks, and others.
    private static let addresses: [IPAddress] = {
        var random = SplitMix(seed: 1)
        let known = [
            "81.2.69.160", "2.125.160.216", "89.160.20.128", "216.160.83.56", "1.128.0.0", "12.81.92.0", "74.209.24.0",
            "0.0.0.1",
            "255.255.255.255", "2001:218::1", "2a02:d300::1", "2001:480:10::1", "::1", "2c0f:ff40::1",
        ].compactMap { IPAddress($0) }
        return known
            + (0..<500).flatMap { _ -> [IPAddress] in
                let number = random.next()
                return [
                    IPAddress(v4: UInt32(truncatingIfNeeded: number)),
                    IPAddress(high: 0x2000_0000_0000_0000 | number >> 3, low: number, version: 6),
                ]
            }
    }()

    /// A database of everything has the network among its traits.
    @Test func enterpriseKnowsNetworks() throws {
        let path = Corpus.path("mmdb/GeoIP2-Enterprise-Test.mmdb")
        let enrichment = MaxMindEnrichment(countryDatabase: path, asnDatabase: path)
        let address = try #require(IPAddress("74.209.24.0"))
        #expect(
            enrichment.facts(of: address)
                == AddressFacts(country: "US", asn: 14671, organisation: "FairPoint Communications"))
    }

    @Test func answersOrAWarning() throws {
        let names = try ["mmdb", "mmdb/bad"].flatMap(Self.databases)
        #expect(names.count > 60)
        for name in names {
            let path = Corpus.path(name)
            let short = String(name.split(separator: "/").last?.dropLast(5) ?? "")
            let asCountries = MaxMindEnrichment(countryDatabase: path, asnDatabase: nil)
            let asSystems = MaxMindEnrichment(countryDatabase: nil, asnDatabase: path)
            let found = Self.addresses.map { asCountries.facts(of: $0).country }
            let numbers = Self.addresses.map { asSystems.facts(of: $0).asn }
            for enrichment in [asCountries, asSystems] {
                #expect(enrichment.warnings.count <= 1, "\(name)")
                #expect(enrichment.warnings.allSatisfy { $0.hasPrefix(path + ": ") }, "\(name)")
            }
            if Self.countries.contains(short) {
                #expect(found.contains { $0 != nil } && asCountries.warnings.isEmpty, "\(name)")
            } else if short.hasPrefix("Geo"), !short.contains("-Test-") {
                // The maker's other kinds are told apart by their type.
                #expect(found.allSatisfy { $0 == nil } && asCountries.warnings.count == 1, "\(name)")
            }
            if Self.systems.contains(short) {
                #expect(numbers.contains { $0 != nil } && asSystems.warnings.isEmpty, "\(name)")
            } else if short.hasPrefix("Geo"), !short.contains("-Test-") {
                #expect(numbers.allSatisfy { $0 == nil } && asSystems.warnings.count == 1, "\(name)")
            }
        }
    }
}
