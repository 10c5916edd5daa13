import Decode
import SharedInputs
import Testing

@Suite(.enabled(if: Corpus.has("psl/public_suffix_list.dat"), Comment(rawValue: Corpus.absent)))
struct SuffixCorpusTests {
    private let rules: PublicSuffixList

    private static let list = Result { try PublicSuffixList(path: Corpus.path("psl/public_suffix_list.dat")) }

    init() throws { rules = try Self.list.get() }

    @Test func wholeListIsRead() throws {
        let lines = try Corpus.text("psl/public_suffix_list.dat").split(whereSeparator: \.isNewline)
        #expect(rules.ruleCount == lines.count { !$0.hasPrefix("//") && !$0.allSatisfy(\.isWhitespace) })
    }

    /// `name domain` or `name null` per line.
    @Test func publishedTests() throws {
        var checked = 0
        for line in try Corpus.text("psl/tests.txt").split(whereSeparator: \.isNewline) where !line.hasPrefix("//") {
            let words = line.split(separator: " ").map(String.init)
            try #require(words.count == 2)
            let domain = words[0] == "null" ? nil : WireLabels(words[0])?.domain(rules)
            #expect(domain == (words[1] == "null" ? nil : words[1]), "\(line)")
            checked += 1
        }
        #expect(checked > 70)
    }

    /// `checkPublicSuffix('name', 'domain');` per line.
    @Test func publishedTestsInTheirOlderForm() throws {
        var checked = 0
        for line in try Corpus.text("psl/test_psl.txt").split(whereSeparator: \.isNewline)
        where line.hasPrefix("checkPublicSuffix(") {
            let inner = line.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }
            let words = inner.split(separator: ",").map { $0.filter { $0 != " " && $0 != "'" } }
            try #require(words.count == 2)
            let domain = words[0] == "null" ? nil : WireLabels(words[0])?.domain(rules)
            #expect(domain == (words[1] == "null" ? nil : words[1]), "\(line)")
            checked += 1
        }
        #expect(checked > 70)
    }

    /// Each rule of the list on its own name, and with a label more, in all forms of its labels.
    @Test func eachRuleMatchesItsName() throws {
        for line in try Corpus.text("psl/public_suffix_list.dat").split(whereSeparator: \.isNewline) {
            guard !line.hasPrefix("//"), !line.hasPrefix("!"), !line.hasPrefix("*") else { continue }
            let name = try #require(WireLabels(String(line)))
            #expect(name.suffixCount(rules) == name.labels.count, "\(line)")
        }
    }

    @Test(
        arguments: [
            ("%%%.sidn.nl", "sidn.nl", "%%%", "nl"),
            ("\u{2}\u{FFFD}\u{5}r@ve.sidn.nl", "sidn.nl", "\u{2}\u{FFFD}\u{5}r@ve", "nl"),
            ("*.nl", "*.nl", nil, "nl"), ("nl", nil, nil, "nl"), ("*.backmitra.nl", "backmitra.nl", "*", "nl"),
            ("sidn.nl", "sidn.nl", nil, "nl"), ("www.sidn.nl", "sidn.nl", "www", "nl"),
            ("test.www.sidn.nl", "sidn.nl", "test.www", "nl"), ("*.sidn.nl", "sidn.nl", "*", "nl"),
            ("test.blogspot.co.uk", "blogspot.co.uk", "test", "co.uk"),
            ("ruanca.blogspot.co.nz", "blogspot.co.nz", "ruanca", "co.nz"),
            ("www.nzrs.co.nz", "nzrs.co.nz", "www", "co.nz"),
            ("_gc._tcp.bpw.net.nz", "bpw.net.nz", "_gc._tcp", "net.nz"),
            (
                "_gc._tcp.default-first-site-name._sites.bpw.net.nz", "bpw.net.nz",
                "_gc._tcp.default-first-site-name._sites", "net.nz"
            ),
            ("email.test@example.com", "test@example.com", "email", "com"),
            ("name.example.co.uk", "example.co.uk", "name", "co.uk"),
            ("www.test.sidn.co.uk", "sidn.co.uk", "www.test", "co.uk"),
            ("#192.168.51.52.palazzodesign.co.nz", "palazzodesign.co.nz", "#192.168.51.52", "co.nz"),
            ("➊➋➌192.168.51.52.palazzodesign.co.nz", "palazzodesign.co.nz", "➊➋➌192.168.51.52", "co.nz"),
            ("-sub1.sidn.nl", "sidn.nl", "-sub1", "nl"), ("test .sidn.nl", "sidn.nl", "test ", "nl"),
            ("_.anzrad.co.nz", "anzrad.co.nz", "_", "co.nz"), ("_anzrad.co.nz", "_anzrad.co.nz", nil, "co.nz"),
            (
                "r._dns-sd._udp.0x10 0x190x1xp0x190x1ds.ac.nz", "0x10 0x190x1xp0x190x1ds.ac.nz", "r._dns-sd._udp",
                "ac.nz"
            ),
            ("https.aklc-guest.govt.nz", "aklc-guest.govt.nz", "https", "govt.nz"),
            ("xxxx.yyyy@lincolnuni.ac.nz", "yyyy@lincolnuni.ac.nz", "xxxx", "ac.nz"),
            (
                "_ldap._tcp.dc._msdcs.workgroup.0x1bequ??t?enable.net.nz", "0x1bequ??t?enable.net.nz",
                "_ldap._tcp.dc._msdcs.workgroup", "net.nz"
            ),
            ("co.nz", nil, nil, "co.nz"), ("xxx.doesnotexists", "xxx.doesnotexists", nil, "doesnotexists"),
            ("hostname.bind", "hostname.bind", nil, "bind"), ("version.bind", "version.bind", nil, "bind"),
        ] as [(String, String?, String?, String)])
    func namesOfTheField(_ text: String, _ domain: String?, _ sub: String?, _ suffix: String) throws {
        let name = try #require(WireLabels(text))
        #expect(name.domain(rules) == domain)
        #expect(name.sub(rules) == sub)
        #expect(name.suffix(rules) == suffix)
    }

    @Test(
        arguments: [("domain.co.nl", "co.nl", "domain"), ("domain.co.aw", "co.aw", "domain"), ("nl", nil, nil)]
            as [(String, String?, String?)])
    func ownTopLevelDomains(_ text: String, _ domain: String?, _ sub: String?) throws {
        let own = try PublicSuffixList(
            path: Corpus.path("psl/public_suffix_list.dat"), ownSuffixes: ["nl", "aw"])
        let name = try #require(WireLabels(text))
        #expect(name.domain(own) == domain)
        #expect(name.sub(own) == sub)
        #expect(WireLabels("a.b.co.uk")?.suffix(own) == "co.uk")
    }
}
