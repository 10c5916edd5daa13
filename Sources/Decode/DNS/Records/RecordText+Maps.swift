import Tables

/// RR types, and maps with a bit for each type or port.
extension RecordText {
    mutating func typeCovered() -> Bool {
        guard let value = load(2) else { return false }
        mnemonic(UInt16(truncatingIfNeeded: value))
        return true
    }

    private func mnemonic(_ value: UInt16) {
        separate()
        if let name = RecordTypeName.of(value) { return arena.put(name) }
        arena.put("TYPE")
        arena.put(decimal: UInt64(value))
    }

    /// RFC 4034 4.1.2: windows in ascending order, each with 1 to 32 octets of which the last one is not zero.
    mutating func types() -> Bool {
        var last = -1
        while at < end {
            guard let window = load(1), Int(window) > last, let map = takeString(), 1...32 ~= map.count,
                map.u8(map.count - 1) != 0
            else { return false }
            last = Int(window)
            each(map) { mnemonic(UInt16(truncatingIfNeeded: last << 8 | $0)) }
        }
        return true
    }

    /// RFC 2535 5.2: types 1 to 127; a first bit says that there is another form, which was never defined.
    mutating func oldTypes() -> Bool {
        let map = rest()
        guard 1...16 ~= map.count, map.u8(0) & 0x80 == 0, map.u8(map.count - 1) != 0 else { return false }
        each(map) { mnemonic(UInt16(truncatingIfNeeded: $0)) }
        return true
    }

    /// Trailing zero octets could not be told from the text.
    mutating func ports() -> Bool {
        let map = rest()
        guard map.count <= 8192, map.count == 0 || map.u8(map.count - 1) != 0 else { return false }
        each(map) {
            separate()
            arena.put(decimal: UInt64($0))
        }
        return true
    }

    /// The numbers of the bits that are set, from the most significant one of the first octet on.
    private func each(_ map: Bytes, _ body: (Int) -> Void) {
        for index in 0..<map.count {
            let octet = map.u8(index)
            for bit in 0..<8 where octet & (0x80 >> UInt8(bit)) != 0 { body(index << 3 | bit) }
        }
    }
}
