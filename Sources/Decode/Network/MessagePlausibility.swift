/// Tells where a length-prefixed DNS message plausibly begins in the middle of a stream.
enum MessagePlausibility {
    /// The offset of the length prefix; nil: none in these bytes.
    ///
    /// - Parameter edges: where segments begin, at which messages mostly begin as well.
    static func start(in bytes: Bytes, edges: [Int]) -> Int? {
        for edge in edges where isPrefix(bytes, at: edge, isStrict: false) { return edge }
        var at = 1
        while bytes.has(at, 14) {
            if isPrefix(bytes, at: at, isStrict: true) { return at }
            at += 1
        }
        return nil
    }

    private static func isPrefix(_ bytes: Bytes, at: Int, isStrict: Bool) -> Bool {
        guard bytes.has(at, 14) else { return false }
        let length = Int(bytes.u16(at))
        guard length >= 12 else { return false }
        let message = bytes.slice(at + 2, length)
        // What costs least is asked first: this is tried at every place of a stream.
        if isStrict && message.count < length { return false }
        let (flags, questions) = (message.u16(2), message.u16(4))
        let opcode = flags >> 11 & 15
        guard opcode <= 6, opcode != 3, flags & 0x40 == 0, questions <= 1 else { return false }
        // A query has no answers; no message has thousands of records.
        guard message.u16(6) < 4096, message.u16(8) < 4096, message.u16(10) < 64 else { return false }
        if flags & 0x8000 == 0 && opcode == 0 && message.u16(6) != 0 { return false }
        if questions == 1 {
            var name = WireName()
            guard let end = name.read(message, at: 12), message.has(end, 4) else {
                return !isStrict && message.count < length
            }
            let queryClass = message.u16(end + 2)
            guard queryClass == 1 || queryClass >= 254 || queryClass == 3 else { return false }
        }
        if !isStrict { return true }
        // In the middle of a segment only a whole message, with the next one or the end behind it, counts.
        guard questions == 1 else { return false }
        let behind = at + 2 + length
        return behind == bytes.count || isPrefix(bytes, at: behind, isStrict: false)
    }
}
