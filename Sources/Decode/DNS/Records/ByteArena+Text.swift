import Tables

/// Text at the end of an arena, piece by piece.
extension ByteArena {
    @inline(__always)
    func put(_ byte: UInt8) {
        let slice = reserve(1)
        base[Int(slice.offset)] = byte
    }

    func put(_ text: StaticString) {
        _ = append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// A number in decimal, with zeros in front up to a width.
    func put(decimal value: UInt64, width: Int = 1) { put(value, base: 10, width: width) }

    func put(octal value: UInt64) { put(value, base: 8, width: 1) }

    private func put(_ value: UInt64, base radix: UInt64, width: Int) {
        var digits = 1
        var rest = value / radix
        while rest > 0 {
            digits += 1
            rest /= radix
        }
        digits = max(digits, width)
        let slice = reserve(digits)
        rest = value
        for index in stride(from: digits - 1, through: 0, by: -1) {
            base[Int(slice.offset) + index] = 48 + UInt8(rest % radix)
            rest /= radix
        }
    }

    func put(_ address: IPAddress) {
        ensure(48)
        _ = reserve(address.write(to: UnsafeMutableRawBufferPointer(start: base + count, count: 48)))
    }

    /// Lower case.
    func put(hex bytes: Bytes) { _ = HexText.write(bytes, to: self) }

    /// With padding (RFC 4648 4).
    func put(base64 bytes: Bytes) {
        let slice = reserve((bytes.count + 2) / 3 * 4)
        var out = base + Int(slice.offset)
        var at = 0
        while at < bytes.count {
            let left = bytes.count - at
            let group =
                UInt32(bytes.u8(at)) << 16 | UInt32(left > 1 ? bytes.u8(at + 1) : 0) << 8
                | UInt32(left > 2 ? bytes.u8(at + 2) : 0)
            for index in 0..<4 {
                let isPadding = index > left
                out[index] =
                    isPadding ? UInt8(ascii: "=") : Self.base64Digit(UInt8(group >> UInt32(18 - 6 * index) & 63))
            }
            out += 4
            at += 3
        }
    }

    private static func base64Digit(_ value: UInt8) -> UInt8 {
        switch value {
        case ..<26: value + UInt8(ascii: "A")
        case ..<52: value - 26 + UInt8(ascii: "a")
        case ..<62: value - 52 + UInt8(ascii: "0")
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    /// Extended hex alphabet in lower case, without padding (RFC 4648 7, RFC 5155 3.3).
    func put(base32 bytes: Bytes) {
        let slice = reserve((bytes.count * 8 + 4) / 5)
        let out = base + Int(slice.offset)
        for index in 0..<Int(slice.length) {
            let bit = index * 5
            let (byte, shift) = (bit >> 3, bit & 7)
            let next = byte + 1 < bytes.count ? UInt16(bytes.u8(byte + 1)) : 0
            let pair = UInt16(bytes.u8(byte)) << 8 | next
            let value = UInt8(pair >> UInt16(11 - shift) & 31)
            out[index] = value < 10 ? 48 + value : 87 + value
        }
    }

    /// The escapes of a `<character-string>` (RFC 1035 5.1). What stands for itself inside quotes does.
    func put(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            put(UInt8(ascii: "\\"))
            put(byte)
        case 0x20..<0x7F: put(byte)
        default:
            put(UInt8(ascii: "\\"))
            put(decimal: UInt64(byte), width: 3)
        }
    }

    func put(quoted bytes: Bytes) {
        put(UInt8(ascii: "\""))
        for index in 0..<bytes.count { put(escaped: bytes.u8(index)) }
        put(UInt8(ascii: "\""))
    }
}
