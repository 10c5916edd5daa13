import Foundation
import RealServers
import SharedInputs
import Testing

@testable import Decode

/// New versions of reference data are read before they are used.
@Suite("checking reference data")
struct ReferenceCheckTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func database(_ type: String) -> [UInt8] {
        var database = SmallDatabase(type: type)
        database.add(v4: 0xC000_0200, length: 24, .map([("country", .map([("iso_code", .text("NL"))]))]))
        database.add(
            v6High: 0x2001_0DB8_0000_0000, length: 32,
            .map([
                ("autonomous_system_number", .uint32(64_496)), ("autonomous_system_organization", .text("Example")),
            ]))
        return database.bytes
    }

    @Test("a whole database passes; one of another type, cut off, or empty does not")
    func databases() throws {
        let whole = try folder.write(database("GeoLite2-Country"), to: "country")
        #expect(ReferenceCheck.countryDatabase.problem(path: whole) == nil)
        #expect(ReferenceCheck.asnDatabase.problem(path: whole)?.contains("has no autonomous systems") == true)
        let asn = try folder.write(database("GeoLite2-ASN"), to: "asn")
        #expect(ReferenceCheck.asnDatabase.problem(path: asn) == nil)
        let bytes = database("GeoLite2-Country")
        for count in [0, 1, bytes.count / 2, bytes.count - 1] {
            let cut = try folder.write(Array(bytes.prefix(count)), to: "cut\(count)")
            #expect(ReferenceCheck.countryDatabase.problem(path: cut) != nil, "\(count) bytes")
        }
        let none = try folder.write(SmallDatabase(type: "GeoLite2-Country").bytes, to: "none")
        #expect(ReferenceCheck.countryDatabase.problem(path: none)?.contains("no record") == true)
        #expect(ReferenceCheck.countryDatabase.problem(path: folder.path + "/absent") != nil)
    }

    @Test("a hole inside a database is found, wherever it is")
    func damage() throws {
        let bytes = database("GeoLite2-Country")
        var found = 0
        for index in 0..<bytes.count {
            var damaged = bytes
            damaged[index] = 0xFF
            let path = try folder.write(damaged, to: "damaged")
            if ReferenceCheck.countryDatabase.problem(path: path) != nil { found += 1 }
        }
        // What only changes a letter or a number cannot be told from another version.
        #expect(found > bytes.count / 2, "\(found) of \(bytes.count)")
    }

    @Test("the publisher's test databases", .enabled(if: Corpus.has("mmdb"), Comment(rawValue: Corpus.absent)))
    func publisher() {
        let check = { (name: String) in ReferenceCheck.countryDatabase.problem(path: Corpus.path("mmdb/" + name)) }
        #expect(check("GeoIP2-Country-Test.mmdb") == nil)
        #expect(check("GeoLite2-City-Test.mmdb") == nil)
        #expect(check("MaxMind-DB-test-broken-pointers-24.mmdb") != nil)
        #expect(check("MaxMind-DB-test-broken-search-tree-24.mmdb") != nil)
        #expect(check("GeoIP2-City-Test-Invalid-Node-Count.mmdb") != nil)
    }

    @Test("suffix lists: whole, cut off, something else, empty")
    func suffixLists() throws {
        func problem(_ text: String) throws -> String? {
            ReferenceCheck.suffixList.problem(path: try folder.write(Array(text.utf8), to: "list"))
        }
        let begin = "// ===BEGIN ICANN DOMAINS===\ncom\n"
        #expect(try problem(begin + "// ===END ICANN DOMAINS===\n") == nil)
        #expect(try problem("nl\nco.uk\n") == nil)
        #expect(try problem(begin)?.contains("cut off") == true)
        #expect(try problem("") != nil)
        #expect(try problem("<!DOCTYPE html>\n<p>Not found</p>\n") != nil)
        #expect(ReferenceCheck.suffixList.problem(path: folder.path + "/absent") != nil)
    }

    @Test("resolver lists: networks in any form; an error page, half a document or nothing is refused")
    func resolverLists() throws {
        func problem(_ text: String) throws -> String? {
            ReferenceCheck.resolverList.problem(path: try folder.write(Array(text.utf8), to: "list"))
        }
        #expect(try problem("192.0.2.0/24\n2001:db8::/32\n") == nil)
        #expect(try problem("192.0.2.0/24 Example\n") == nil)
        #expect(try problem(#"{"prefixes":[{"ipv4Prefix":"192.0.2.0/24"}]}"#) == nil)
        #expect(try problem(#"{"prefixes":[{"ipv4Prefix":"192.0.2.0/24"}"#) != nil)
        #expect(try problem("<html><a href='http://192.0.2.1/'>moved</a></html>\n") != nil)
        #expect(try problem("") != nil)
        #expect(try problem("# nothing\n") != nil)
    }
}
