/// Which resource records of a response go into `dns_rdata`. OPT never does: it is about the message (RFC 6891 6.1.1)
/// and has columns of its own.
public enum RecordData: Sendable {
    /// The column stays NULL, and costs nothing.
    case none
    /// All but keys, signatures and proofs of DNSSEC.
    case withoutDNSSEC
    case all

    /// Whether records of a type are written.
    @inline(__always)
    func includes(_ type: UInt16) -> Bool {
        switch self {
        case .none: false
        case .all: type != 41
        case .withoutDNSSEC:
            switch type {
            // OPT
            case 41: false
            // SIG, KEY, NXT; DS, RRSIG, NSEC, DNSKEY; NSEC3, NSEC3PARAM; CDS, CDNSKEY; TA, DLV
            case 24, 25, 30, 43, 46, 47, 48, 50, 51, 59, 60, 32_768, 32_769: false
            default: true
            }
        }
    }
}
