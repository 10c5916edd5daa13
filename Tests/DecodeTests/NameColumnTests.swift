import Decode
import SharedInputs
import Testing

/// Names of the field as rows show them, with the public suffix list: registered domain, what stands left of it, suffix
/// and number of labels. Octets that are no letters of a name are escaped, never replaced or left out.
@Suite("Names in rows", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absent)))
struct NameColumnTests {
    struct Name: CustomTestStringConvertible {
        var text: String
        var domain: String?
        var sub: String?
        var suffix: String?
        var labels: Int
        var testDescription: String { text }
    }

    private static func name(
        _ text: String, _ domain: String?, _ sub: String?, _ suffix: String?, _ labels: Int
    ) -> Name { Name(text: text, domain: domain, sub: sub, suffix: suffix, labels: labels) }

    static let names = [
        name("%%%.sidn.nl", "sidn.nl", "%%%", "nl", 3),
        name("\u{2}\u{FFFD}\u{5}r@ve.sidn.nl", "sidn.nl", #"\002\239\191\189\005r@ve"#, "nl", 3),
        name("*.nl", "*.nl", nil, "nl", 2), name("nl", nil, nil, "nl", 1), name("", nil, nil, nil, 0),
        name("*.backmitra.nl", "backmitra.nl", "*", "nl", 3), name("sidn.nl", "sidn.nl", nil, "nl", 2),
        name("www.sidn.nl", "sidn.nl", "www", "nl", 3), name("test.www.sidn.nl", "sidn.nl", "test.www", "nl", 4),
        name("*.sidn.nl", "sidn.nl", "*", "nl", 3),
        name("test.blogspot.co.uk", "blogspot.co.uk", "test", "co.uk", 4),
        name("ruanca.blogspot.co.nz", "blogspot.co.nz", "ruanca", "co.nz", 4),
        name("www.nzrs.co.nz", "nzrs.co.nz", "www", "co.nz", 4),
        name("_gc._tcp.bpw.net.nz", "bpw.net.nz", "_gc._tcp", "net.nz", 5),
        name(
            "_gc._tcp.default-first-site-name._sites.bpw.net.nz", "bpw.net.nz",
            "_gc._tcp.default-first-site-name._sites", "net.nz", 7),
        name("email.test@example.com", "test@example.com", "email", "com", 3),
        name("name.example.co.uk", "example.co.uk", "name", "co.uk", 4),
        name("www.test.sidn.co.uk", "sidn.co.uk", "www.test", "co.uk", 5),
        name("#192.168.51.52.palazzodesign.co.nz", "palazzodesign.co.nz", "#192.168.51.52", "co.nz", 7),
        name(
            "➊➋➌192.168.51.52.palazzodesign.co.nz", "palazzodesign.co.nz",
            #"\226\158\138\226\158\139\226\158\140192.168.51.52"#, "co.nz", 7),
        name("-sub1.sidn.nl", "sidn.nl", "-sub1", "nl", 3), name("test .sidn.nl", "sidn.nl", #"test\032"#, "nl", 3),
        name("_.anzrad.co.nz", "anzrad.co.nz", "_", "co.nz", 4),
        name("_anzrad.co.nz", "_anzrad.co.nz", nil, "co.nz", 3),
        name(
            "r._dns-sd._udp.0x10 0x190x1xp0x190x1ds.ac.nz", #"0x10\0320x190x1xp0x190x1ds.ac.nz"#, "r._dns-sd._udp",
            "ac.nz", 6),
        name("https.aklc-guest.govt.nz", "aklc-guest.govt.nz", "https", "govt.nz", 4),
        name("xxxx.yyyy@lincolnuni.ac.nz", "yyyy@lincolnuni.ac.nz", "xxxx", "ac.nz", 4),
        name(
            "_ldap._tcp.dc._msdcs.workgroup.0x1bequ??t?enable.net.nz", "0x1bequ??t?enable.net.nz",
            "_ldap._tcp.dc._msdcs.workgroup", "net.nz", 8),
        name("co.nz", nil, nil, "co.nz", 2), name("xxx.doesnotexists", "xxx.doesnotexists", nil, "doesnotexists", 2),
        name("hostname.bind", "hostname.bind", nil, "bind", 2), name("version.bind", "version.bind", nil, "bind", 2),
    ]

    private static func expect(_ names: [Name], _ suffixes: PublicSuffixList) throws {
        var capture = CaptureBuilder()
        for name in names { capture.add(Exchange().ask(.query(name.text))) }
        let rows = try Decoding.content(capture.bytes, suffixes: suffixes).dns
        try #require(rows.count == names.count)
        for (row, name) in zip(rows, names) {
            let expected: KeyValuePairs<String, String?> = [
                "dns_domainname": name.domain, "dns_qname": name.sub, "dns_tld": name.suffix,
                "dns_labels": String(name.labels),
            ]
            #expect(row.differences(expected) == [], "\(name.text)")
        }
    }

    @Test func namesOfTheField() throws {
        try Self.expect(Self.names, try PublicSuffixList(path: Corpus.root + "/psl/public_suffix_list.dat"))
    }

    @Test func ownTopLevelDomains() throws {
        let list = try PublicSuffixList(
            path: Corpus.root + "/psl/public_suffix_list.dat", ownSuffixes: ["nl", "aw"])
        try Self.expect(
            [
                Self.name("lab1.lab2.sidn.nl", "sidn.nl", "lab1.lab2", "nl", 4),
                Self.name("  www.sidn.nl", "sidn.nl", #"\032\032www"#, "nl", 3),
                Self.name("www.sidn .nl", #"sidn\032.nl"#, "www", "nl", 3),
                Self.name("domain.co.nl", "co.nl", "domain", "nl", 3),
                Self.name("domain.co.aw", "co.aw", "domain", "aw", 3), Self.name("nl", nil, nil, "nl", 1),
            ], list)
    }
}
