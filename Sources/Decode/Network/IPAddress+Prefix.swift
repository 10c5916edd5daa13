extension IPAddress {
    /// Bits of an address of this version.
    var width: Int { version == 4 ? 32 : 128 }

    /// The address with only its first bits, the rest zero. Precondition: 0...`width`.
    func masked(_ bits: Int) -> IPAddress {
        // Shifts of Swift give zero when they go beyond the width.
        if version == 4 { return IPAddress(high: 0, low: low & (UInt64(UInt32.max) << (32 - bits)), version: 4) }
        return IPAddress(
            high: high & (UInt64.max << max(0, 64 - bits)), low: low & (UInt64.max << min(64, 128 - bits)), version: 6)
    }
}
