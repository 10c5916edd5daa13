/// A domain name, uncompressed and in lower case, with the place of each label. Reused; never allocates.
struct WireName {
    /// RFC 1035 3.1: at most 255 octets with the root.
    static let maximumLength = 255
    private static let maximumPointers = 127
    private(set) var length = 0
    private(set) var labelCount = 0
    private(set) var storage = InlineArray<256, UInt8>(repeating: 0)
    /// The wire as it stood, case kept.
    private(set) var original = InlineArray<256, UInt8>(repeating: 0)
    private(set) var labels = InlineArray<128, UInt8>(repeating: 0)

    /// Reads the name at an offset, following compression pointers that go backwards only.
    ///
    /// Returns the offset behind the name in place; nil when it is malformed (RFC 1035 4.1.4, 2.3.4).
    mutating func read(_ message: Bytes, at start: Int) -> Int? {
        length = 0
        labelCount = 0
        var at = start
        var end: Int?
        var lowest = start
        var pointers = 0
        while message.has(at, 1) {
            let size = Int(message.u8(at))
            if size == 0 {
                storage[length] = 0
                original[length] = 0
                length += 1
                return end ?? at + 1
            }
            if size & 0xC0 == 0xC0 {
                guard message.has(at, 2) else { return nil }
                let target = Int(message.u16(at) & 0x3FFF)
                // Only backwards, and further back each time: a loop is impossible.
                guard target < lowest else { return nil }
                // Nor more of them than a name has labels: a message can hold chains of thousands.
                pointers += 1
                guard pointers <= Self.maximumPointers else { return nil }
                if end == nil { end = at + 2 }
                lowest = target
                at = target
                continue
            }
            guard size < 64, message.has(at + 1, size), length + 1 + size < Self.maximumLength, labelCount < 127 else {
                return nil
            }
            labels[labelCount] = UInt8(length)
            labelCount += 1
            storage[length] = UInt8(size)
            original[length] = UInt8(size)
            let label = message.slice(at + 1, size)
            for index in 0..<label.count {
                let byte = label.u8(index)
                original[length + 1 + index] = byte
                storage[length + 1 + index] = byte &- 65 < 26 ? byte | 0x20 : byte
            }
            length += 1 + size
            at += 1 + size
        }
        return nil
    }

    /// Whether the names at an offset are the same without regard to the case of ASCII letters (RFC 4343). They are
    /// compared as they stand, label by label: a question's name has nothing before it to point to.
    @inline(__always)
    static func areEqual(_ left: Bytes, _ right: Bytes, at start: Int) -> Bool {
        var at = start
        while left.has(at, 1), right.has(at, 1) {
            let size = left.u8(at)
            guard size == right.u8(at) else { return false }
            if size == 0 { return true }
            at += 1
            let end = at + (size & 0xC0 == 0xC0 ? 1 : Int(size))
            guard left.has(end - 1, 1), right.has(end - 1, 1) else { return false }
            while at < end {
                let (one, other) = (left.u8(at), right.u8(at))
                let (lower, otherLower) = (one &- 65 < 26 ? one | 0x20 : one, other &- 65 < 26 ? other | 0x20 : other)
                if lower != otherLower { return false }
                at += 1
            }
            if size & 0xC0 == 0xC0 { return true }
        }
        return false
    }

    /// The offset behind a name, without reading it; nil when it is malformed.
    @inline(__always)
    static func skip(_ message: Bytes, at start: Int) -> Int? {
        var at = start
        while message.has(at, 1) {
            let size = Int(message.u8(at))
            if size == 0 { return at + 1 }
            if size & 0xC0 == 0xC0 { return message.has(at, 2) ? at + 2 : nil }
            if size > 63 { return nil }
            at += 1 + size
        }
        return nil
    }
}
