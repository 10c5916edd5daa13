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
