import SharedInputs
import Testing

@testable import Decode

@Suite struct PseudonymTests {
    /// The key of the sample that Crypto-PAn's authors publish with their program.
    private static let sample: [UInt8] = [
        21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131, 121, 121, 101, 39, 98,
        87, 76, 45, 42, 132, 34, 2,
    ]

    /// From their sample trace; those of IPv6 are on which other implementations agree.
    @Test(arguments: [
        ("128.11.68.132", "135.242.180.132"), ("129.118.74.4", "134.136.186.123"),
        ("130.132.252.244", "133.68.164.234"), ("141.223.7.43", "141.167.8.160"),
        ("141.233.145.108", "141.129.237.235"), ("152.163.225.39", "151.140.114.167"),
        ("156.29.3.236", "147.225.12.42"), ("165.247.96.84", "162.9.99.234"), ("166.107.77.190", "160.132.178.185"),
        ("192.102.249.13", "252.138.62.131"), ("195.205.63.100", "255.186.223.5"),
        ("198.200.171.101", "249.199.68.213"), ("207.188.7.45", "241.255.249.220"),
        ("209.246.74.109", "226.22.124.76"), ("216.32.132.250", "235.192.139.38"), ("24.0.250.221", "100.15.198.226"),
        ("38.15.67.68", "64.3.66.187"), ("4.3.88.225", "124.60.155.63"), ("63.14.55.111", "95.9.215.7"),
        ("64.14.118.196", "0.255.183.58"), ("10.185.25.118", "117.161.29.118"),
        ("::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed"), ("::2", "78ff:f001:9fc0:20df:8380:b1f1:704:ef"),
        ("::ffff", "78ff:f001:9fc0:20df:8380:b1f1:704:f838"), ("2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e"),
        ("2001:db8::2", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c"),
    ])
    func publishedVectors(_ address: String, _ pseudonym: String) throws {
        let key = try PseudonymKey(Self.sample)
        #expect(key.pseudonym(of: try #require(IPAddress(address))).description == pseudonym)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func prefixesStayAsLongAsTheyWere(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let key = try PseudonymKey((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
        for _ in 0..<60 {
            let (high, low) = (random.next(), random.next())
            let flip = UInt64(1) << UInt64.random(in: 0..<64, using: &random)
            let noise = UInt64.random(in: 0..<flip, using: &random)
            let pairs = [
                (
                    IPAddress(high: high, low: low, version: 6),
                    IPAddress(high: high, low: low ^ flip ^ noise, version: 6)
                ),
                (
                    IPAddress(high: high, low: low, version: 6),
                    IPAddress(high: high ^ flip ^ noise, low: random.next(), version: 6)
                ),
                (
                    IPAddress(v4: UInt32(truncatingIfNeeded: low)),
                    IPAddress(v4: UInt32(truncatingIfNeeded: low ^ flip ^ noise))
                ),
            ]
            for (one, other) in pairs {
                let common = Self.commonBits(key.pseudonym(of: one), key.pseudonym(of: other))
                #expect(common == Self.commonBits(one, other), "\(one), \(other)")
            }
        }
    }

    private static func commonBits(_ one: IPAddress, _ other: IPAddress) -> Int {
        let (high, low) = (one.high ^ other.high, one.low ^ other.low)
        return high != 0 ? high.leadingZeroBitCount : 64 + low.leadingZeroBitCount
    }

    @Test func keysThatAreNone() throws {
        let hex = String(repeating: "0f", count: 32)
        #expect(try PseudonymKey(hex: hex) == PseudonymKey(Array(repeating: 15, count: 32)))
        #expect(try PseudonymKey(hex: hex.uppercased()) == PseudonymKey(hex: hex))
        for size in [0, 16, 31, 33, 64] {
            let error = try #require(throws: PseudonymKeyError.self) {
                try PseudonymKey(Array(repeating: 0xAB, count: size))
            }
            #expect(error.description == "a key has 32 bytes, not \(size)")
        }
        for text in ["", String(hex.dropLast()), hex + "0", "0x" + hex.dropFirst(2), hex.dropLast() + "g", hex + "\n"] {
            let error = try #require(throws: PseudonymKeyError.self) { try PseudonymKey(hex: text) }
            #expect(error.description == "a key in hexadecimal has 64 digits and nothing else")
        }
    }

    @Test func keysInFiles() throws {
        let key = try PseudonymKey(Self.sample)
        let hex = Array("1522178d33a4cf80130a5b1649907d10d8988f837979652762574c2d2a842202".utf8)
        for content in [Self.sample, hex, hex + [10], hex + [13, 10, 32]] {
            #expect(try PseudonymKey(fileContent: content) == key)
        }
        for content in [[], Self.sample.dropLast(), Self.sample + [10], hex.dropLast(), [10] + hex] as [[UInt8]] {
            let error = try #require(throws: PseudonymKeyError.self) { try PseudonymKey(fileContent: content) }
            #expect(
                error.description == "\(content.count) bytes; a key has 32 bytes, or 64 hexadecimal digits")
        }
    }

    @Test func aKeyIsNotTold() throws {
        let key = try PseudonymKey(Self.sample)
        var dumped = ""
        dump(AddressPrivacy.pseudonymise(key: key), to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\(AddressPrivacy.pseudonymise(key: key))", dumped] {
            #expect(text.contains("PseudonymKey"))
            // Neither a byte of it nor what holds them.
            let isTold = Self.sample.contains { $0 > 9 && text.contains("\($0)") } || text.contains("SymmetricKey")
            #expect(!isTold, "\(text)")
        }
    }
}
