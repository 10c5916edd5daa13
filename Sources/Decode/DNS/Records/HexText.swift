import Tables

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
