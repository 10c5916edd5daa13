import Tables

/// Text from the wire that should be UTF-8. What is not, and what is no character to be printed, is written as `\DDD`, a
/// byte in decimal (RFC 1035 5.1), so that nothing is lost and a table never holds invalid text.
enum UTF8Text {
    static func write(_ bytes: Bytes, to arena: ByteArena) -> TextSlice {
        arena.ensure(bytes.count * 4)
        let start = arena.base + arena.count
        var count = 0
        var at = 0
        func put(_ byte: UInt8) {
            start[count] = byte
            count += 1
        }
        while at < bytes.count {
            let byte = bytes.u8(at)
            let size = length(bytes, at)
            if size == 0 || byte < 0x20 || byte == 0x7F {
                put(UInt8(ascii: "\\"))
                put(48 + byte / 100)
                put(48 + byte / 10 % 10)
                put(48 + byte % 10)
                at += 1
                continue
            }
            if byte == UInt8(ascii: "\\") { put(byte) }
            for index in at..<at + size { put(bytes.u8(index)) }
            at += size
        }
        return arena.reserve(count)
    }

    /// Bytes of the character at a place (RFC 3629 4); 0: there is none.
    private static func length(_ bytes: Bytes, _ at: Int) -> Int {
        let first = bytes.u8(at)
        let (size, lowest, highest): (Int, UInt8, UInt8)
        switch first {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: (size, lowest, highest) = (2, 0x80, 0xBF)
        case 0xE0: (size, lowest, highest) = (3, 0xA0, 0xBF)
        case 0xED: (size, lowest, highest) = (3, 0x80, 0x9F)
        case 0xE1...0xEF: (size, lowest, highest) = (3, 0x80, 0xBF)
        case 0xF0: (size, lowest, highest) = (4, 0x90, 0xBF)
        case 0xF1...0xF3: (size, lowest, highest) = (4, 0x80, 0xBF)
        case 0xF4: (size, lowest, highest) = (4, 0x80, 0x8F)
        default: return 0
        }
        guard bytes.has(at, size), bytes.u8(at + 1) >= lowest, bytes.u8(at + 1) <= highest else { return 0 }
        for index in at + 2..<at + size where bytes.u8(index) & 0xC0 != 0x80 { return 0 }
        return size
    }
}
