import SharedInputs
import Testing

@testable import Decode

@Suite struct PrefixTests {
    @Test(
        arguments: [
            ("192.0.2.1", 0, 0xC000_0201, 4), ("255.255.255.255", 0, 0xFFFF_FFFF, 4), ("::", 0, 0, 6),
            ("2001:db8::1", 0x2001_0DB8_0000_0000, 1, 6), ("::ffff:192.0.2.1", 0, 0xFFFF_C000_0201, 6),
            ("FE80::A", 0xFE80_0000_0000_0000, 10, 6),
            ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004, 0x0005_0006_0007_0008, 6),
        ] as [(String, UInt64, UInt64, UInt8)])
    func addresses(_ text: String, _ high: UInt64, _ low: UInt64, _ version: UInt8) {
        #expect(IPAddress(text) == IPAddress(high: high, low: low, version: version))
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", " ::", ":::", "1::2::3", "g::", "::1%eth0",
        "1.2.3.4\0", "12345::", "1:2:3:4:5:6:7:8:9", String(repeating: "0", count: 200),
    ])
    func noAddresses(_ text: String) { #expect(IPAddress(text) == nil) }

    @Test(
        arguments: [
            ("192.0.2.0/24", "192.0.2.0/24"), ("192.0.2.255/24", "192.0.2.0/24"), ("192.0.2.3/31", "192.0.2.2/31"),
            ("192.0.2.9", "192.0.2.9/32"), ("192.0.2.9/0", "0.0.0.0/0"), ("192.0.2.9/032", "192.0.2.9/32"),
            ("2001:db8:1::9/48", "2001:db8:1::/48"), ("2001:db8::9", "2001:db8::9/128"),
            ("2001:db8:0:1:8000::/65", "2001:db8:0:1:8000::/65"), ("2001:db8:0:1:8000::/64", "2001:db8:0:1::/64"),
            ("ffff::1/0", "::/0"), ("192.0.2.0/33", nil), ("::/129", nil), ("192.0.2.0/", nil), ("/24", nil),
            ("192.0.2.0/+8", nil), ("192.0.2.0/-1", nil), ("192.0.2.0/24/24", nil), ("192.0.2.0/0024", nil),
            ("192.0.2.0 /24", nil), ("", nil),
        ] as [(String, String?)])
    func prefixes(_ text: String, _ canonical: String?) { #expect(IPPrefix(text)?.description == canonical) }

    /// Prefixes that nest and repeat, against a look at every one of them.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func longestPrefix(seed: UInt64) {
        var random = SplitMix(seed: seed)
        func address(_ random: inout SplitMix) -> IPAddress {
            // Few different bits, so that much is in much.
            let bits = UInt64.random(in: 0..<8, using: &random) << 61 | UInt64.random(in: 0..<4, using: &random)
            return Bool.random(using: &random)
                ? IPAddress(v4: UInt32(truncatingIfNeeded: bits >> 32 | bits))
                : IPAddress(high: bits, low: bits, version: 6)
        }
        let entries = (0..<Int32.random(in: 0...60, using: &random)).map { number in
            let address = address(&random)
            let length = Int.random(in: 0...(address.version == 4 ? 32 : 128), using: &random)
            return (prefix: IPPrefix(address, length: length), value: number)
        }
        let table = PrefixTable(entries)
        #expect(table.count == Set(entries.map(\.prefix)).count)
        for _ in 0..<200 {
            let address = address(&random)
            var best: (length: Int, value: Int32)?
            for (prefix, value) in entries {
                let isIn =
                    address.version == prefix.address.version
                    && Self.bits(address)
                        .prefix(prefix.length) == Self.bits(prefix.address).prefix(prefix.length)
                if isIn, prefix.length > best?.length ?? -1 { best = (prefix.length, value) }
            }
            #expect(table.find(address) == best?.value, "\(address)")
        }
    }

    private static func bits(_ address: IPAddress) -> [Bool] {
        let low = (0..<64).map { address.low >> UInt64(63 - $0) & 1 == 1 }
        if address.version == 4 { return Array(low.suffix(32)) }
        return (0..<64).map { address.high >> UInt64(63 - $0) & 1 == 1 } + low
    }
}
