/// Types of records that are asked for or sent (IANA, DNS parameters).
enum RecordType: UInt16 {
    case a = 1, ns = 2, soa = 6, mx = 15, txt = 16, aaaa = 28, opt = 41, ds = 43, rrsig = 46, dnskey = 48, nsec3 = 50
    case https = 65

    /// By the shares that a name server of a top-level domain sees.
    static func asked(_ random: inout SeededRandom) -> RecordType {
        switch random.below(100) {
        case ..<45: .a
        case ..<65: .aaaa
        case ..<72: .https
        case ..<78: .ns
        case ..<84: .mx
        case ..<90: .txt
        case ..<96: .ds
        case ..<98: .soa
        default: .dnskey
        }
    }
}
