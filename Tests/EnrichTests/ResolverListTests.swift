import Decode
import Foundation
import RealServers
import Testing

@Suite struct ResolverListTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func list(_ texts: (name: String?, text: String)...) throws -> ResolverList {
        ResolverList(
            try texts.enumerated().map { index, file in
                ResolverListSource(
                    name: file.name, path: try folder.write(Array(file.text.utf8), to: "list\(index)"))
            })
    }

    private func names(_ list: ResolverList, _ addresses: String...) throws -> [String?] {
        try addresses.map { list.name(of: try #require(IPAddress($0))) }
    }

    @Test func subnets() throws {
        let list = try list(
            ("a", "192.168.1.0/24\n10.0.0.0/8\n172.16.0.0/12\n2001:db8::/32\n2001:db8:85a3::/64"))
        #expect(try names(list, "192.168.1.5", "10.1.1.1", "2001:db8::1") == ["a", "a", "a"])
        #expect(try names(list, "192.168.2.5", "2001:db9::1") == [nil, nil])
        #expect(list.prefixCount == 5)
        #expect(list.warnings.isEmpty)
    }

    @Test func everyAddressOfAPrefixBelongsToIt() throws {
        let list = try list(("n", "192.0.2.0/24\n198.51.100.2/31\n198.51.100.9/32\n203.0.113.7\n2001:db8::/127"))
        #expect(try names(list, "192.0.2.0", "192.0.2.1", "192.0.2.255") == ["n", "n", "n"])
        #expect(try names(list, "192.0.1.255", "192.0.3.0") == [nil, nil])
        #expect(
            try names(list, "198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4") == [nil, "n", "n", nil])
        #expect(try names(list, "198.51.100.8", "198.51.100.9", "198.51.100.10") == [nil, "n", nil])
        #expect(try names(list, "203.0.113.6", "203.0.113.7", "203.0.113.8") == [nil, "n", nil])
        #expect(try names(list, "2001:db8::", "2001:db8::1", "2001:db8::2") == ["n", "n", nil])
        // The same bits in the other family.
        #expect(try names(list, "::192.0.2.1", "::ffff:192.0.2.1") == [nil, nil])
    }

    @Test func aFileThatCarriesNames() throws {
        let list = try list(
            (
                nil,
                """
                # source: https://example.net/list
                # fetched: 2026-01-31T04:00:00Z
                192.0.2.77/24 One
                192.0.2.128/25\tTwo Words  # a comment

                2001:db8::/32    One\r
                """
            ))
        #expect(
            try names(list, "192.0.2.1", "192.0.2.200", "2001:db8::1", "192.0.3.1") == ["One", "Two Words", "One", nil])
        #expect(list.warnings.isEmpty)
    }

    @Test(
        arguments: [
            // Google, and what it gave before
            #"{"syncToken":"1","creationTime":"2026-01-31T04:00:00","prefixes":[{"ipv4Prefix":"192.0.2.0/24"},"#
                + #"{"ipv6Prefix":"2001:db8::/48"}]}"#,
            "192.0.2.0/24, iad\n2001:db8::/48, ams\n", "\u{FEFF}192.0.2.0/24 iad \r\n2001:db8::/48 ams \r\n",
            // Cloudflare
            "192.0.2.0/24\n2001:db8::/48",
            #"{"result":{"ipv4_cidrs":["192.0.2.0/24"],"ipv6_cidrs":["2001:db8::/48"]}}"#,
            // tables
            #""Ashburn, VA","US","IAD","192.0.2.0/24","2001:db8::/48""#,
            #"[{"ip":"192.0.2.1","pop":"ams"},{"ip":"192.0.2.255"},{"ip_prefix":"2001:db8::/48","n":1,"x":null}]"#,
        ])
    func publishedForms(_ text: String) throws {
        let list = try list(("R", text))
        #expect(
            try names(list, "192.0.2.1", "192.0.2.255", "2001:db8::53", "192.0.3.0") == ["R", "R", "R", nil])
        #expect(list.warnings.isEmpty)
    }

    @Test func theLongestCountsAndThenTheFirstFile() throws {
        let list = try list(
            ("wide", "192.0.0.0/16"), ("narrow", "192.0.2.0/24"), ("late", "192.0.2.0/24\n192.0.0.0/8\n192.0.0.1"))
        #expect(
            try names(list, "192.0.2.1", "192.0.3.1", "192.1.0.0", "192.0.0.1") == ["narrow", "wide", "late", "late"])
        #expect(list.prefixCount == 4)
    }

    @Test func badLinesAreOneWarning() throws {
        let list = try list(
            (nil, "city,prefix\n192.0.2.0/24 R\n192.0.2.0/33 R\n300.1.1.1 R\n198.51.100.0/24\n0.0.0.0/0 R\n::/0 R"),
            ("R", "<html>\n203.0.113.0/24"), ("R", #"{"a":[{"ip":"nowhere"},{"ip":"198.18.0.1"},{"prefix":"::/0"}]}"#))
        #expect(
            try names(list, "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "8.8.8.8")
                == ["R", nil, "R", "R", nil])
        #expect(
            list.warnings == [
                folder.path + "/list0: 6 entries of the resolver list cannot be used, the first in line 1",
                folder.path + "/list1: 1 entries of the resolver list cannot be used, the first in line 1",
                folder.path + "/list2: 2 entries of the resolver list cannot be used",
            ])
    }

    @Test(arguments: [
        "", "\n\n", "# nothing\n", "<html><body>404</body></html>", "{", "[]", "{}", #"{"ip":7}"#, "0.0.0.0/0",
        String(repeating: "[", count: 100_000), "\u{0}\u{1}\u{2}",
    ])
    func aUselessListIsAWarning(_ text: String) throws {
        let list = try list(("R", text), ("S", "192.0.2.0/24"))
        #expect(list.warnings.count == 1)
        #expect(list.warnings.first?.hasPrefix(folder.path + "/list0: no prefix in the resolver list") == true)
        #expect(try names(list, "192.0.2.1", "8.8.8.8") == ["S", nil])
    }

    @Test func aMissingFileIsAWarning() throws {
        let list = ResolverList([
            ResolverListSource(name: "R", path: folder.path + "/none"),
            ResolverListSource(name: "R", path: folder.path),
        ])
        #expect(
            list.warnings == [
                folder.path + "/none: the resolver list cannot be read: No such file or directory",
                folder.path + ": the resolver list cannot be read: Is a directory",
            ])
        #expect(list.prefixCount == 0)
    }

    @Test func tooManyPrefixesAreNotRead() throws {
        var text = ""
        for number in 0..<ResolverList.maximumPrefixes + 5 {
            text += "10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)\n"
        }
        let list = try list(("R", text), ("S", "192.0.2.0/24"))
        #expect(list.prefixCount == ResolverList.maximumPrefixes)
        #expect(list.warnings.count == 2)
        #expect(try names(list, "10.15.66.63", "10.15.66.64", "192.0.2.1") == ["R", nil, nil])
    }

    @Test func factsHaveTheResolver() throws {
        var database = SmallDatabase(type: "GeoLite2-Country")
        database.add(v4: 0xC000_0000, length: 8, .map([("country", .map([("iso_code", .text("NL"))]))]))
        let enrichment = MaxMindEnrichment(
            countryDatabase: try database.write(to: folder), asnDatabase: nil,
            resolvers: try list(("R", "192.0.2.0/24"), ("S", "nothing")), cachedAddresses: 4)
        for _ in 0..<3 {
            for host in 0..<20 as Range<UInt32> {
                // One record for all of them, and yet two answers.
                #expect(
                    enrichment.facts(of: IPAddress(v4: 0xC000_0200 + host))
                        == AddressFacts(country: "NL", resolver: "R"))
                #expect(enrichment.facts(of: IPAddress(v4: 0xC000_0300 + host)) == AddressFacts(country: "NL"))
            }
        }
        #expect(enrichment.facts(of: IPAddress(v4: 1)) == AddressFacts())
        #expect(enrichment.warnings.count == 1)
    }

    @Test(
        arguments: [
            ("Google=/a/b", ResolverListSource(name: "Google", path: "/a/b")), ("/a=b/c", .init(path: "/a=b/c")),
            ("list.txt", .init(path: "list.txt")), ("Q=a=b", .init(name: "Q", path: "a=b")), ("=a", nil), ("Q=", nil),
            ("", nil),
        ] as [(String, ResolverListSource?)])
    func sources(_ text: String, _ source: ResolverListSource?) { #expect(ResolverListSource(text) == source) }
}
