import Decode
import Testing

@Suite struct SuffixRuleTests {
    private static let list = """
        // ===BEGIN ICANN DOMAINS===
        com
        uk  the rest of a line is not read
        co.uk
        *.ck
        !www.ck
        jp
        *.kobe.jp
        !city.kobe.jp
        \tnl
        aéroport.ci
        公司.cn
        中国

        // ===END ICANN DOMAINS===
        // ===BEGIN PRIVATE DOMAINS===
        github.io
        *.compute.example.com
        // ===END PRIVATE DOMAINS===
        """

    @Test(arguments: [
        // exact
        ("com", "com"), ("a.com", "com"), ("uk", "uk"), ("x.uk", "uk"), ("b.a.co.uk", "co.uk"),
        // wildcard: the name itself is no suffix by it, each one below is
        ("ck", "ck"), ("foo.ck", "foo.ck"), ("a.foo.ck", "foo.ck"), ("kobe.jp", "jp"), ("a.b.c.kobe.jp", "c.kobe.jp"),
        // exception
        ("www.ck", "ck"), ("a.www.ck", "ck"), ("a.city.kobe.jp", "kobe.jp"),
        // private section
        ("io", "io"), ("me.github.io", "github.io"), ("z.example.com", "com"),
        ("z.y.x.compute.example.com", "x.compute.example.com"),
        // default
        ("local", "local"), ("printer.local", "local"),
        // IDN in both forms
        ("x.aéroport.ci", "aéroport.ci"), ("x.xn--aroport-bya.ci", "xn--aroport-bya.ci"), ("x.公司.cn", "公司.cn"),
        ("x.xn--55qx5d.cn", "xn--55qx5d.cn"), ("x.xn--fiqs8s", "xn--fiqs8s"), ("a.x.中国", "中国"),
        // octets, not text
        ("a.co.ukk", "ukk"), ("a.coo.uk", "uk"), ("a.c.uk", "uk"),
    ])
    func finds(_ name: String, _ suffix: String) throws {
        let rules = try PublicSuffixList(text: Self.list)
        #expect(try #require(WireLabels(name)).suffix(rules) == suffix)
    }

    @Test func rootHasNone() throws {
        #expect(WireLabels(labels: []).suffixCount(try PublicSuffixList(text: Self.list)) == 0)
        #expect(WireLabels(labels: []).suffixCount(try PublicSuffixList(text: "*")) == 0)
    }

    @Test(arguments: [
        (["nl", "uk", "CK.", "公司.cn"], "a.b.co.uk", "uk"), (["uk"], "b.co.uk", "uk"), (["uk"], "a.com", "com"),
        (["ck"], "a.foo.ck", "ck"), (["ck"], "a.www.ck", "ck"), (["ck"], "c.kobe.jp", "c.kobe.jp"),
        (["co.uk"], "a.b.co.uk", "co.uk"), (["co.uk"], "b.uk", "uk"), (["aw"], "a.aw", "aw"),
        // an own suffix that the list does not have is one
        (["corp.example"], "a.b.corp.example", "corp.example"),
        (["www.ck"], "a.www.ck", "www.ck"),
        // both forms
        (["xn--fiqs8s"], "a.中国", "中国"), (["公司.cn"], "a.b.xn--55qx5d.cn", "xn--55qx5d.cn"),
    ])
    func ownSuffixesHaveNoRulesBelow(_ own: [String], _ name: String, _ suffix: String) throws {
        let rules = try PublicSuffixList(text: Self.list, ownSuffixes: own)
        #expect(try #require(WireLabels(name)).suffix(rules) == suffix)
    }

    /// White space in a name is part of it: nothing is stripped.
    @Test(
        arguments: [
            ("lab1.lab2.sidn.nl", "sidn.nl", "nl", "lab1.lab2"), ("www.sidn.nl", "sidn.nl", "nl", "www"),
            ("www.sidn .nl", "sidn .nl", "nl", "www"), (" www. sidn .nl", " sidn .nl", "nl", " www"),
            ("domain.co.nl", "co.nl", "nl", "domain"), ("domain.co.aw", "co.aw", "aw", "domain"),
            ("nl", nil, "nl", nil), ("a.b.com", "b.com", "com", "a"),
        ] as [(String, String?, String, String?)])
    func ownTopLevelDomains(_ text: String, _ domain: String?, _ suffix: String, _ sub: String?) throws {
        let rules = try PublicSuffixList(text: "nl\nco.nl\ncom\naw\nco.aw", ownSuffixes: ["nl", "aw"])
        let name = try #require(WireLabels(text))
        #expect(name.domain(rules) == domain)
        #expect(name.suffix(rules) == suffix)
        #expect(name.sub(rules) == sub)
    }
}
