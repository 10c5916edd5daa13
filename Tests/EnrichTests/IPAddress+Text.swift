import Decode
import Foundation

extension IPAddress {
    /// Reads an address as inet_pton does; nil when it is none.
    init?(_ text: String) {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(v4: UInt32(bigEndian: v4.s_addr))
            return
        }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let (high, low) = withUnsafeBytes(of: &v6) {
            (
                UInt64(bigEndian: $0.load(as: UInt64.self)),
                UInt64(bigEndian: $0.load(fromByteOffset: 8, as: UInt64.self))
            )
        }
        self.init(high: high, low: low, version: 6)
    }

    /// The same place in a tree of IPv6 addresses.
    func isIn(_ network: IPAddress, length: Int) -> Bool {
        guard version == network.version else { return false }
        let bits = version == 4 ? length + 96 : length
        let highBits = min(bits, 64)
        let lowBits = bits - highBits
        let highMask = highBits == 0 ? 0 : UInt64.max << UInt64(64 - highBits)
        let lowMask = lowBits == 0 ? 0 : UInt64.max << UInt64(64 - lowBits)
        return (high ^ network.high) & highMask == 0 && (low ^ network.low) & lowMask == 0
    }
}
