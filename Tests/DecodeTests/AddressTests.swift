import Foundation
import SharedInputs
import Testing

@testable import Decode

@Suite("Addresses as text")
struct AddressTests {
    @Test(arguments: [
        "192.0.2.1", "0.0.0.0", "255.255.255.255", "10.0.100.9", "::", "::1", "1::", "2001:db8::1",
        "2001:db8:0:1:1:1:1:1",
        "2001:0:0:1::1", "2001:db8::1:0:0:1", "::ffff:192.0.2.1", "fe80::1:2:3:4", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:0",
        "0:2:3:4:5:6:7:8", "1:2:3:4:5:6::", "::3:4:5:6:7:8", "a:b:c:d:e:f:10:ffff",
    ])
    func textIsCanonical(text: String) {
        let bytes = Address(stringLiteral: text).bytes
        func word(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        let address =
            bytes.count == 4
            ? IPAddress(v4: UInt32(word(bytes[...])))
            : IPAddress(high: word(bytes[..<8]), low: word(bytes[8...]), version: 6)
        #expect(address.description == text)
    }

    /// RFC 5952 differs from inet_ntop of the C library only for addresses that hold an IPv4 one.
    @Test func randomAddressesReadBackTheSame() {
        var generator = SplitMix(seed: 42)
        for _ in 0..<5000 {
            var groups = (0..<8).map { _ in UInt16.random(in: 0...UInt16.max, using: &generator) }
            for index in groups.indices where Bool.random(using: &generator) { groups[index] = 0 }
            groups[0] = 0x2001
            let high = groups[..<4].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
            let low = groups[4...].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
            let address = IPAddress(high: high, low: low, version: 6)
            var wire = groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
            var text = [CChar](repeating: 0, count: 64)
            inet_ntop(AF_INET6, &wire, &text, 64)
            let expected = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            #expect(address.description == expected)
        }
    }
}
