/// What the RDATA of each type consists of.
enum RecordLayout {
    /// The fields of a type; empty when it is to be written as opaque bytes (RFC 3597 5).
    @inline(__always)
    static func fields(_ type: UInt16, _ recordClass: UInt16) -> [RecordField] {
        switch type {
        // An address of another network (RFC 1035 3.3); Hesiod's are like those of the internet.
        case 1 where recordClass == 3: chaosAddress
        case ..<UInt16(low.count): low[Int(type)]
        case 32_768, 32_769: digest
        default: []
        }
    }

    private static let chaosAddress: [RecordField] = [.name, .octal]
    private static let digest: [RecordField] = [.u16, .u8, .u8, .hex]
    private static let key: [RecordField] = [.u16, .u8, .u8, .base64]
    private static let signature: [RecordField] = [.type, .u8, .u8, .u32, .time, .time, .u16, .name, .base64]
    private static let preferredName: [RecordField] = [.u16, .name]

    /// By type, from 0 on.
    private static let low: [[RecordField]] = {
        var table = [[RecordField]](repeating: [], count: 264)
        func set(_ fields: [RecordField], _ types: Int...) { for type in types { table[type] = fields } }
        // A, AAAA, WKS; HINFO
        set([.v4], 1)
        set([.v6], 28)
        set([.v4, .u8, .ports], 11)
        set([.string, .string], 13)
        // NS, MD, MF, CNAME, MB, MG, MR, PTR, NSAP-PTR, DNAME
        set([.name], 2, 3, 4, 5, 7, 8, 9, 12, 23, 39)
        // SOA; MINFO, RP
        set([.name, .name, .u32, .u32, .u32, .u32, .u32], 6)
        set([.name, .name], 14, 17)
        // MX, AFSDB, RT, KX, LP; PX; SRV
        set(preferredName, 15, 18, 21, 36, 107)
        set([.u16, .name, .name], 26)
        set([.u16, .u16, .u16, .name], 33)
        // TXT, SPF, AVC, RESINFO
        set([.strings], 16, 99, 258, 261)
        // X25, ISDN, GPOS, NSAP
        set([.string], 19)
        set([.string, .optionalString], 20)
        set([.string, .string, .string], 27)
        set([.nsap], 22)
        // NAPTR, URI, CAA
        set([.u16, .u16, .string, .string, .string, .name], 35)
        set([.u16, .u16, .text], 256)
        set([.u8, .tag, .text], 257)
        // SIG, RRSIG; DNSKEY, CDNSKEY; KEY, which may say that there is no key; NXT, NSEC
        set(signature, 24, 46)
        set(key, 48, 60)
        set([.u16, .u8, .u8, .base64IfAny], 25)
        set([.name, .oldTypes], 30)
        set([.name, .types], 47)
        // DS, CDS; NSEC3, NSEC3PARAM; CSYNC, ZONEMD
        set(digest, 43, 59)
        set([.u8, .u8, .u16, .salt, .hash, .types], 50)
        set([.u8, .u8, .u16, .salt], 51)
        set([.u32, .u16, .types], 62)
        set([.u32, .u8, .u8, .hex], 63)
        // CERT, SSHFP, IPSECKEY, DHCID; TLSA, SMIMEA; OPENPGPKEY
        set([.certificateType, .u16, .u8, .base64], 37)
        set([.u8, .u8, .hex], 44)
        set([.u8, .keyGateway, .base64IfAny], 45)
        set([.base64], 49, 61)
        set([.u8, .u8, .u8, .hex], 52, 53)
        // LOC, APL, HIP, SVCB and HTTPS, AMTRELAY
        set([.location], 29)
        set([.prefixes], 42)
        set([.identity], 55)
        set([.u16, .name, .parameters], 64, 65)
        set([.u8, .relay], 260)
        // NID, L32, L64, EUI48, EUI64
        set([.u16, .locator], 104, 106)
        set([.u16, .v4], 105)
        set([.eui48], 108)
        set([.eui64], 109)
        // TKEY, TSIG
        set([.name, .u32, .u32, .u16, .transactionError, .counted, .counted], 249)
        set([.name, .u48, .u16, .counted, .u16, .transactionError, .counted], 250)
        return table
    }()
}
