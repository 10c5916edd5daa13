import Tables

/// The parameters of SVCB and HTTPS (RFC 9460 2.1, 2.2, 7, appendix A).
extension RecordText {
    /// Keys in strictly ascending order, each with a value of its own form.
    mutating func parameters() -> Bool {
        var last = -1
        while at < end {
            guard let key = load(2), Int(key) > last, let length = load(2), let value = take(Int(length)) else {
                return false
            }
            last = Int(key)
            separate()
            guard parameter(UInt16(truncatingIfNeeded: key), value) else { return false }
        }
        return true
    }

    private func parameter(_ key: UInt16, _ value: Bytes) -> Bool {
        self.key(key)
        switch key {
        case 2, 8: return value.count == 0
        case 0, 1, 3, 4, 5, 6, 7: arena.put(UInt8(ascii: "="))
        default: if value.count > 0 { arena.put(UInt8(ascii: "=")) }
        }
        switch key {
        case 0:
            var last = -1
            return list(value, width: 2) { item in
                defer { last = Int(item.u16(0)) }
                self.key(item.u16(0))
                return Int(item.u16(0)) > last
            }
        case 1: return protocols(value)
        case 3:
            guard value.count == 2 else { return false }
            arena.put(decimal: UInt64(value.u16(0)))
        case 4, 6:
            return list(value, width: key == 4 ? 4 : 16) { item in
                arena.put(Self.address(item))
                return true
            }
        case 5:
            guard value.count > 0 else { return false }
            arena.put(base64: value)
        default: if value.count > 0 || key == 7 { arena.put(quoted: value) }
        }
        return true
    }

    private func key(_ value: UInt16) {
        switch value {
        case 0: arena.put("mandatory")
        case 1: arena.put("alpn")
        case 2: arena.put("no-default-alpn")
        case 3: arena.put("port")
        case 4: arena.put("ipv4hint")
        case 5: arena.put("ech")
        case 6: arena.put("ipv6hint")
        case 7: arena.put("dohpath")
        case 8: arena.put("ohttp")
        default:
            arena.put("key")
            arena.put(decimal: UInt64(value))
        }
    }

    /// One or more items of the same size, with commas.
    private func list(_ value: Bytes, width: Int, _ body: (Bytes) -> Bool) -> Bool {
        guard value.count > 0, value.count % width == 0 else { return false }
        for offset in stride(from: 0, to: value.count, by: width) {
            if offset > 0 { arena.put(UInt8(ascii: ",")) }
            guard body(value.slice(offset, width)) else { return false }
        }
        return true
    }

    /// Protocol ids, none of them empty. A comma or backslash in one is escaped for the list, and what that gives once
    /// more for the quotes (RFC 9460 A.1).
    private func protocols(_ value: Bytes) -> Bool {
        guard value.count > 0 else { return false }
        arena.put(UInt8(ascii: "\""))
        var offset = 0
        while offset < value.count {
            let length = Int(value.u8(offset))
            guard length > 0, value.has(offset + 1, length) else { return false }
            if offset > 0 { arena.put(UInt8(ascii: ",")) }
            for index in offset + 1...offset + length {
                let byte = value.u8(index)
                if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\\") { arena.put("\\\\") }
                arena.put(escaped: byte)
            }
            offset += 1 + length
        }
        arena.put(UInt8(ascii: "\""))
        return true
    }
}
