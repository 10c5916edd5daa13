import Tables

/// Text from the wire that should be UTF-8: what is not is replaced, so that a table never holds invalid text.
enum UTF8Text {
    static func write(_ bytes: Bytes, to arena: ByteArena) -> TextSlice {
        let buffer = UnsafeBufferPointer(start: bytes.base, count: bytes.count)
        if buffer.allSatisfy({ $0 < 0x80 }) { return arena.append(UnsafeRawBufferPointer(buffer)) }
        var repaired = String(decoding: buffer, as: UTF8.self)
        return repaired.withUTF8 { arena.append(UnsafeRawBufferPointer($0)) }
    }
}
