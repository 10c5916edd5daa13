/// A piece of RDATA: what stands on the wire, and how it is written.
enum RecordField {
    /// A domain name, perhaps compressed.
    case name
    case u8, u16, u32, u48
    /// Sixteen bits in octal: an address of the Chaosnet (RFC 1035 3.3).
    case octal
    /// Sixteen bits: the mnemonic of an RR type (RFC 3597 5).
    case type
    /// Seconds since 1970 as YYYYMMDDHHmmSS (RFC 4034 3.2).
    case time
    case v4, v6
    /// One `<character-string>`, quoted.
    case string
    /// The same, if anything is left.
    case optionalString
    /// One or more of them, to the end.
    case strings
    /// The rest, quoted.
    case text
    /// A length octet, letters and digits (RFC 8659 4.1).
    case tag
    /// The rest, at least one byte.
    case hex, base64
    /// The rest, of which there may be none.
    case base64IfAny
    /// The rest in hex behind `0x` (RFC 1706 7).
    case nsap
    /// Sixteen bits of length, and so many bytes in base64.
    case counted
    /// A length octet and so many bytes in hex, `-` for none (RFC 5155 3.3).
    case salt
    /// A length octet and so many bytes in base32 (RFC 5155 3.3).
    case hash
    /// RR types in windows (RFC 4034 4.1.2), and as one map (RFC 2535 5.2).
    case types, oldTypes
    /// Ports as one map (RFC 1035 3.4.2).
    case ports
    /// Six or eight bytes with dashes (RFC 7043 3.2, 4.2).
    case eui48, eui64
    /// Four groups of sixteen bits (RFC 6742 2.1.2).
    case locator
    /// RFC 4398 2.1.
    case certificateType
    /// RFC 8945 4.3, 3.
    case transactionError
    /// Types with rules of their own: LOC, APL, SVCB's parameters, IPSECKEY from its gateway type on, AMTRELAY behind
    /// its precedence, HIP.
    case location, prefixes, parameters, keyGateway, relay, identity
}
