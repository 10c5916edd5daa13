/// Mnemonics of RR types, as the IANA registry has them.
enum RecordTypeName {
    /// `nil`: the type is written as `TYPE` and its number (RFC 3597 5).
    static func of(_ type: UInt16) -> StaticString? {
        switch type {
        case 0, 54: nil
        case ..<64: low[Int(type) - 1]
        case 64: "SVCB"
        case 65: "HTTPS"
        case 66: "DSYNC"
        case 67: "HHIT"
        case 68: "BRID"
        case 99: "SPF"
        case 100: "UINFO"
        case 101: "UID"
        case 102: "GID"
        case 103: "UNSPEC"
        case 104: "NID"
        case 105: "L32"
        case 106: "L64"
        case 107: "LP"
        case 108: "EUI48"
        case 109: "EUI64"
        case 128: "NXNAME"
        case 249: "TKEY"
        case 250: "TSIG"
        case 251: "IXFR"
        case 252: "AXFR"
        case 253: "MAILB"
        case 254: "MAILA"
        case 255: "ANY"
        case 256: "URI"
        case 257: "CAA"
        case 258: "AVC"
        case 259: "DOA"
        case 260: "AMTRELAY"
        case 261: "RESINFO"
        case 262: "WALLET"
        case 263: "CLA"
        case 264: "IPN"
        case 32_768: "TA"
        case 32_769: "DLV"
        default: nil
        }
    }

    /// From 1 to 63; 54 is not assigned.
    private static let low: [StaticString] = [
        "A", "NS", "MD", "MF", "CNAME", "SOA", "MB", "MG", "MR", "NULL", "WKS", "PTR", "HINFO", "MINFO", "MX", "TXT",
        "RP", "AFSDB", "X25", "ISDN", "RT", "NSAP", "NSAP-PTR", "SIG", "KEY", "PX", "GPOS", "AAAA", "LOC", "NXT", "EID",
        "NIMLOC", "SRV", "ATMA", "NAPTR", "KX", "CERT", "A6", "DNAME", "SINK", "OPT", "APL", "DS", "SSHFP", "IPSECKEY",
        "RRSIG", "NSEC", "DNSKEY", "DHCID", "NSEC3", "NSEC3PARAM", "TLSA", "SMIMEA", "-", "HIP", "NINFO",
        "RKEY", "TALINK", "CDS", "CDNSKEY", "OPENPGPKEY", "CSYNC", "ZONEMD",
    ]
}
