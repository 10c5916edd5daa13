import Glibc

extension IPAddress {
    /// Reads an address as `inet_pton` does (RFC 4291 2.2, dotted quad without leading zeros); nil when it is none.
    public init?(_ text: some StringProtocol) { self.init(utf8: text.utf8) }

    init?(utf8 text: some Collection<UInt8>) {
        // The longest one has 45 characters; a zero octet would end it early.
        guard text.count < 46, !text.contains(0) else { return nil }
        var octets: (UInt64, UInt64) = (0, 0)
        let version = withUnsafeTemporaryAllocation(byteCount: 46, alignment: 1) { buffer -> UInt8 in
            buffer.copyBytes(from: text)
            buffer[text.count] = 0
            let characters = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            if inet_pton(AF_INET, characters, &octets) == 1 { return 4 }
            return inet_pton(AF_INET6, characters, &octets) == 1 ? 6 : 0
        }
        switch version {
        case 4: self.init(v4: UInt32(truncatingIfNeeded: UInt64(bigEndian: octets.0) >> 32))
        case 6: self.init(high: UInt64(bigEndian: octets.0), low: UInt64(bigEndian: octets.1), version: 6)
        default: return nil
        }
    }
}
