/// An IP address as a number of 128 bits, an IPv4 address in the lower 32.
struct Address: Hashable {
    var high: UInt64
    var low: UInt64
    var isIPv6: Bool

    init(ipv4: UInt32) { (high, low, isIPv6) = (0, UInt64(ipv4), false) }

    init(high: UInt64, low: UInt64) { (self.high, self.low, isIPv6) = (high, low, true) }

    /// 4 or 16 bytes in network byte order.
    init(bytes: [UInt8]) {
        (high, low, isIPv6) = (0, 0, bytes.count == 16)
        for byte in bytes {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(byte)
        }
    }
}
