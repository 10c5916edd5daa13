import Model
import Tables

/// Numbers, times and addresses.
extension RecordText {
    mutating func number(_ width: Int) -> Bool {
        guard let value = load(width) else { return false }
        separate()
        arena.put(decimal: value)
        return true
    }

    mutating func octal() -> Bool {
        guard let value = load(2) else { return false }
        separate()
        arena.put(octal: value)
        return true
    }

    /// RFC 4034 3.2. The numbers are taken for seconds from 1970 to 2106.
    mutating func time() -> Bool {
        guard let seconds = load(4) else { return false }
        separate()
        let date = Day(number: Int32(seconds / 86_400)).civil
        let clock = seconds % 86_400
        arena.put(decimal: UInt64(date.year), width: 4)
        arena.put(decimal: UInt64(date.month), width: 2)
        arena.put(decimal: UInt64(date.day), width: 2)
        arena.put(decimal: clock / 3600, width: 2)
        arena.put(decimal: clock / 60 % 60, width: 2)
        arena.put(decimal: clock % 60, width: 2)
        return true
    }

    mutating func address(version: UInt8) -> Bool {
        guard let bytes = take(version == 4 ? 4 : 16) else { return false }
        separate()
        arena.put(Self.address(bytes))
        return true
    }

    /// Precondition: 4 or 16 bytes.
    static func address(_ bytes: Bytes) -> IPAddress {
        bytes.count == 4
            ? IPAddress(v4: bytes.u32(0)) : IPAddress(high: bytes.u64(0), low: bytes.u64(8), version: 6)
    }

    /// Groups in hex, all of them with all their digits.
    mutating func groups(count: Int, bytes width: Int, separator: UInt8) -> Bool {
        guard let bytes = take(count * width) else { return false }
        separate()
        for index in 0..<count {
            if index > 0 { arena.put(separator) }
            arena.put(hex: bytes.slice(index * width, width))
        }
        return true
    }

    mutating func certificateType() -> Bool {
        guard let value = load(2) else { return false }
        separate()
        switch value {
        case 1: arena.put("PKIX")
        case 2: arena.put("SPKI")
        case 3: arena.put("PGP")
        case 4: arena.put("IPKIX")
        case 5: arena.put("ISPKI")
        case 6: arena.put("IPGP")
        case 7: arena.put("ACPKIX")
        case 8: arena.put("IACPKIX")
        case 253: arena.put("URI")
        case 254: arena.put("OID")
        default: arena.put(decimal: value)
        }
        return true
    }

    mutating func transactionError() -> Bool {
        guard let value = load(2) else { return false }
        separate()
        switch value {
        case 0: arena.put("NOERROR")
        case 16: arena.put("BADSIG")
        case 17: arena.put("BADKEY")
        case 18: arena.put("BADTIME")
        case 19: arena.put("BADMODE")
        case 20: arena.put("BADNAME")
        case 21: arena.put("BADALG")
        case 22: arena.put("BADTRUNC")
        default: arena.put(decimal: value)
        }
        return true
    }
}
