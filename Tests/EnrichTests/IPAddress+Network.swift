import Decode

extension IPAddress {
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
