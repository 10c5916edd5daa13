import Tables

/// IPSECKEY, AMTRELAY and HIP.
extension RecordText {
    /// RFC 4025 2.1, behind the precedence: gateway type, algorithm, gateway.
    mutating func keyGateway() -> Bool {
        guard let kind = load(1), let algorithm = load(1) else { return false }
        separate()
        arena.put(decimal: kind)
        separate()
        arena.put(decimal: algorithm)
        return gateway(kind)
    }

    /// RFC 8777 4.2, behind the precedence: a bit that discovery is optional, type, relay.
    mutating func relay() -> Bool {
        guard let octet = load(1) else { return false }
        separate()
        arena.put(decimal: octet >> 7)
        separate()
        arena.put(decimal: octet & 127)
        return gateway(octet & 127)
    }

    /// The same four kinds in both.
    private mutating func gateway(_ kind: UInt64) -> Bool {
        switch kind {
        case 0:
            separate()
            arena.put(UInt8(ascii: "."))
            return true
        case 1: return address(version: 4)
        case 2: return address(version: 6)
        case 3: return name()
        default: return false
        }
    }

    /// RFC 8005 5: the lengths come first on the wire and are not written.
    mutating func identity() -> Bool {
        guard let tagLength = load(1), let algorithm = load(1), let keyLength = load(2),
            let tag = take(Int(tagLength)), let key = take(Int(keyLength)), tagLength > 0, keyLength > 0
        else { return false }
        separate()
        arena.put(decimal: algorithm)
        separate()
        arena.put(hex: tag)
        _ = base64(key)
        while at < end {
            // A compressed name of two octets may be a thousand as text.
            guard arena.count <= ceiling, name() else { return false }
        }
        return true
    }
}
