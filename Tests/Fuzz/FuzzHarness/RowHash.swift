/// Sums the values of a row up (FNV-1a, by eight bytes).
struct RowHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01B3
        value ^= value >> 29
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        add(UInt64(bytes.count))
        for byte in bytes { add(UInt64(byte)) }
    }

    /// NULL, which no value is like.
    mutating func addNull() { add(0xDEAD_BEEF_DEAD_BEEF) }
}
