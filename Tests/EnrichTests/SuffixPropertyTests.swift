import Decode
import SharedInputs
import Testing

@Suite struct SuffixPropertyTests {
    /// Labels in all lengths that are hashed in their own way, two of them alike but for one octet.
    private static let alphabet = [
        "a", "b", "com", "con", "nl-x", "seven77", "eight888", "seventeen-octets1", "seventeen-octets2",
        String(repeating: "z", count: 63), "é", "公司", "mañana-más-larga",
    ]
    private static let ascii = [
        "é": "xn--9ca", "公司": "xn--55qx5d", "mañana-más-larga": "xn--maana-ms-larga-1gb4w",
    ]

    /// Random lists and names: what the reference finds, with each IDN label in one form or the other.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func agreesWithTheReference(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let lines = (0..<Int.random(in: 1...60, using: &random)).map { _ in Self.rule(&random) }
        let own = seed.isMultiple(of: 3) ? [Self.labels(1...2, &random).joined(separator: ".")] : []
        let rules = try PublicSuffixList(text: lines.joined(separator: "\n"), ownSuffixes: own)
        let reference = ReferenceSuffixes(lines.map(Self.inASCII), below: own.map(Self.inASCII))
        for _ in 0..<100 {
            let labels = Self.labels(0...6, &random)
            let wire = labels.map { label in
                Bool.random(using: &random) ? Array(label.utf8) : Array((Self.ascii[label] ?? label).utf8)
            }
            guard wire.reduce(1, { $0 + $1.count + 1 }) <= 255 else { continue }
            let expected = reference.suffixCount(labels.map { Self.ascii[$0] ?? $0 })
            #expect(WireLabels(labels: wire).suffixCount(rules) == expected, "\(labels) by \(lines), own \(own)")
        }
    }

    /// Any octets in labels: never more labels than there are, and at least one.
    @Test func anyOctetIsALabel() throws {
        var random = SplitMix(seed: 7)
        let rules = try PublicSuffixList(text: "com\n*.ck\n!www.ck\n公司.cn\ncn\nco.uk")
        for _ in 0..<5_000 {
            var labels: [[UInt8]] = []
            var room = 254
            while room > 1, Int.random(in: 0..<8, using: &random) > 0 {
                let size = Int.random(in: 1...min(63, room - 1), using: &random)
                labels.append((0..<size).map { _ in UInt8.random(in: 0...255, using: &random) })
                room -= size + 1
            }
            let count = WireLabels(labels: labels).suffixCount(rules)
            #expect(labels.isEmpty ? count == 0 : count == 1)
            let below = Array(labels.suffix(2)) + [Array("ck".utf8)]
            #expect(WireLabels(labels: below).suffixCount(rules) == min(2, below.count))
        }
    }

    @Test(arguments: [0x00, 0x2E, 0x5C, 0xFF] as [UInt8])
    func octetsThatTextWouldConfuse(_ octet: UInt8) throws {
        let rules = try PublicSuffixList(text: "com\nuk\nco.uk\n*.ck")
        #expect(WireLabels(labels: [[octet]]).suffixCount(rules) == 1)
        #expect(WireLabels(labels: [[octet], Array("com".utf8)]).suffixCount(rules) == 1)
        #expect(WireLabels(labels: [[octet], Array("ck".utf8)]).suffixCount(rules) == 2)
        // One label "co.uk" is not two.
        #expect(WireLabels(labels: [[1], Array("co".utf8) + [octet] + Array("uk".utf8)]).suffixCount(rules) == 1)
        #expect(WireLabels(labels: [[1], Array("com".utf8) + [octet]]).suffixCount(rules) == 1)
    }

    @Test func longestNames() throws {
        let one = Array(repeating: Array("a".utf8), count: 127)
        #expect(WireLabels(labels: one).suffixCount(try PublicSuffixList(text: "a")) == 1)
        #expect(WireLabels(labels: one).suffixCount(try PublicSuffixList(text: "a.a.a\n*.a.a.a")) == 4)
        let deep = Array(repeating: "a", count: 127).joined(separator: ".")
        #expect(WireLabels(labels: one).suffixCount(try PublicSuffixList(text: deep)) == 127)
        #expect(WireLabels(labels: one.dropLast()).suffixCount(try PublicSuffixList(text: deep)) == 1)
    }

    private static func labels(_ count: ClosedRange<Int>, _ random: inout SplitMix) -> [String] {
        (0..<Int.random(in: count, using: &random)).map { _ in
            alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        }
    }

    private static func rule(_ random: inout SplitMix) -> String {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: "!" + labels(2...3, &random).joined(separator: ".")
        case 1, 2: "*." + labels(1...2, &random).joined(separator: ".")
        default: labels(1...3, &random).joined(separator: ".")
        }
    }

    private static func inASCII(_ rule: String) -> String {
        let mark = rule.hasPrefix("!") ? "!" : ""
        return mark
            + rule.dropFirst(mark.count).split(separator: ".").map { ascii[String($0)] ?? String($0) }
            .joined(separator: ".")
    }
}
