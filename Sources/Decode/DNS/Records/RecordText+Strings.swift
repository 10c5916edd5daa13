import Tables

/// Text and opaque bytes.
extension RecordText {
    mutating func string() -> Bool {
        guard let bytes = takeString() else { return false }
        separate()
        arena.put(quoted: bytes)
        return true
    }

    mutating func strings() -> Bool {
        repeat { guard string() else { return false } } while at < end
        return true
    }

    mutating func text() -> Bool {
        separate()
        arena.put(quoted: rest())
        return true
    }

    /// RFC 8659 4.1: at least one ASCII letter or digit.
    mutating func tag() -> Bool {
        guard let bytes = takeString(), bytes.count > 0 else { return false }
        separate()
        for index in 0..<bytes.count {
            switch bytes.u8(index) {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                arena.put(bytes.u8(index))
            default: return false
            }
        }
        return true
    }

    mutating func hex() -> Bool {
        guard at < end else { return false }
        separate()
        arena.put(hex: rest())
        return true
    }

    mutating func nsap() -> Bool {
        guard at < end else { return false }
        separate()
        arena.put("0x")
        arena.put(hex: rest())
        return true
    }

    /// Nothing at all for no bytes.
    func base64(_ bytes: Bytes) -> Bool {
        if bytes.count > 0 {
            separate()
            arena.put(base64: bytes)
        }
        return true
    }

    /// How many bytes, then the bytes: who has none needs no text for them.
    mutating func counted() -> Bool {
        guard let length = load(2), let bytes = take(Int(length)) else { return false }
        separate()
        arena.put(decimal: length)
        return base64(bytes)
    }

    mutating func salt() -> Bool {
        guard let bytes = takeString() else { return false }
        separate()
        if bytes.count > 0 { arena.put(hex: bytes) } else { arena.put(UInt8(ascii: "-")) }
        return true
    }

    mutating func hash() -> Bool {
        guard let bytes = takeString(), bytes.count > 0 else { return false }
        separate()
        arena.put(base32: bytes)
        return true
    }
}

/// Bytes as lower-case hex.
enum HexText {
    static func write(_ bytes: Bytes, to arena: ByteArena) -> TextSlice {
        let slice = arena.reserve(bytes.count * 2)
        let out = arena.base + Int(slice.offset)
        for index in 0..<bytes.count {
            let byte = bytes.u8(index)
            let (upper, lower) = (byte >> 4, byte & 15)
            out[index * 2] = upper < 10 ? 48 + upper : 87 + upper
            out[index * 2 + 1] = lower < 10 ? 48 + lower : 87 + lower
        }
        return slice
    }
}
