import Glibc

/// An IPv4 or IPv6 address, in sixteen bytes and a version.
public struct IPAddress: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    /// The upper and lower eight bytes in host order; an IPv4 address is the lower 32 bits of `low`.
    public let high: UInt64
    public let low: UInt64
    /// 4 or 6.
    public let version: UInt8

    @inlinable public init(high: UInt64, low: UInt64, version: UInt8) {
        self.high = high
        self.low = low
        self.version = version
    }

    @inlinable public init(v4: UInt32) { self.init(high: 0, low: UInt64(v4), version: 4) }

    /// RFC 5952 text (IPv4: dotted quad).
    public var description: String {
        withUnsafeTemporaryAllocation(byteCount: 48, alignment: 1) { buffer in
            let count = write(to: buffer)
            return String(decoding: UnsafeRawBufferPointer(rebasing: buffer[..<count]), as: UTF8.self)
        }
    }

    /// Writes the text and gives its length. Precondition: 46 bytes of room.
    public func write(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        version == 4 ? writeV4(UInt32(truncatingIfNeeded: low), to: buffer, at: 0) : writeV6(to: buffer)
    }

    private func writeV4(_ value: UInt32, to buffer: UnsafeMutableRawBufferPointer, at start: Int) -> Int {
        var at = start
        for shift in stride(from: 24, through: 0, by: -8) {
            let octet = UInt8(truncatingIfNeeded: value >> shift)
            if octet >= 100 {
                buffer[at] = 48 + octet / 100
                at += 1
            }
            if octet >= 10 {
                buffer[at] = 48 + octet / 10 % 10
                at += 1
            }
            buffer[at] = 48 + octet % 10
            at += 1
            if shift != 0 {
                buffer[at] = UInt8(ascii: ".")
                at += 1
            }
        }
        return at
    }

    private func group(_ index: Int) -> UInt16 {
        UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64((3 - index & 3) * 16))
    }

    private func writeV6(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        // RFC 5952 4.2: the longest run of zero groups, the first of equals, and never a single one.
        var (best, bestLength, index) = (-1, 1, 0)
        while index < 8 {
            var end = index
            while end < 8 && group(end) == 0 { end += 1 }
            if end - index > bestLength { (best, bestLength) = (index, end - index) }
            index = max(end, index + 1)
        }
        if high == 0 && low >> 32 == 0xFFFF {
            // RFC 5952 5: an IPv4-mapped address ends in dotted quad.
            for (at, byte) in "::ffff:".utf8.enumerated() { buffer[at] = byte }
            return writeV4(UInt32(truncatingIfNeeded: low), to: buffer, at: 7)
        }
        var at = 0
        index = 0
        while index < 8 {
            if index == best {
                buffer[at] = UInt8(ascii: ":")
                at += 1
                if index == 0 {
                    buffer[at] = UInt8(ascii: ":")
                    at += 1
                }
                index += bestLength
                continue
            }
            let value = group(index)
            var started = false
            for shift in stride(from: 12, through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
                if digit != 0 || started || shift == 0 {
                    buffer[at] = digit < 10 ? 48 + digit : 87 + digit
                    at += 1
                    started = true
                }
            }
            index += 1
            if index < 8 {
                buffer[at] = UInt8(ascii: ":")
                at += 1
            }
        }
        return at
    }
}

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
