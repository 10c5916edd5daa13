import Tables

/// Names as text: RFC 1035 5.1 escapes, no character is lost.
enum PresentationForm {
    /// Writes a name in lower or wire case with its trailing dot; `labelStarts` gets where each label's text begins.
    /// Returns the slice. `wire` is uncompressed.
    @inline(__always)
    static func write(
        _ wire: UnsafePointer<UInt8>, _ length: Int, to arena: ByteArena, labelStarts: UnsafeMutablePointer<UInt32>?
    ) -> TextSlice {
        arena.ensure(length * 4 + 2)
        let out = arena.base + arena.count
        var written = 0
        var at = 0
        var label = 0
        while at < length {
            let size = Int(wire[at])
            if size == 0 { break }
            if let labelStarts { labelStarts[label] = UInt32(written) }
            label += 1
            for index in 1...size {
                let byte = wire[at + index]
                if byte > 0x20 && byte < 0x7F {
                    // RFC 1035 5.1: dot and backslash stand for themselves only when escaped; the rest is RFC 4343 2.1.
                    if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "\\") {
                        out[written] = UInt8(ascii: "\\")
                        written += 1
                    }
                    out[written] = byte
                    written += 1
                } else {
                    out[written] = UInt8(ascii: "\\")
                    out[written + 1] = 48 + byte / 100
                    out[written + 2] = 48 + byte / 10 % 10
                    out[written + 3] = 48 + byte % 10
                    written += 4
                }
            }
            out[written] = UInt8(ascii: ".")
            written += 1
            at += 1 + size
        }
        if label == 0 {
            out[0] = UInt8(ascii: ".")
            written = 1
        }
        return arena.reserve(written)
    }
}
