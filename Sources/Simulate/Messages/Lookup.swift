/// One question of one client; its bytes are in `MessageForge.question`.
struct Lookup {
    var id: UInt16 = 0
    var type = RecordType.a
    var outcome = Outcome.referral
    var isLarge = false
    /// Index in `Zone.served`; -1: `Zone.foreign`.
    var zone = 0
    /// Where, in the message, the registered name and the zone begin: targets of compression pointers.
    var nameOffset: UInt16 = 12
    var zoneOffset: UInt16 = 12
    /// The advertised size; 0: without OPT.
    var ednsSize: UInt16 = 0
    var dnssecOK = false
    var hasCookie = false
    var asksServerIdentifier = false
    /// The prefix of a client subnet option; 0: none.
    var subnet: UInt32 = 0
    var cookie: UInt64 = 0
    /// RD and CD as the client sets them.
    var flags: UInt16 = 0
    /// Records of the answer come from here, hence a repeated question gets the same answer.
    var seed: UInt64 = 0

    var zoneOfName: Zone { zone < 0 ? Zone.foreign : Zone.served[zone] }
}

/// What a lookup is for.
enum LookupSize {
    /// An answer that fits in the size the client allows.
    case ordinary
    /// More than a packet, and the client takes it: fragments.
    case fragmented
    /// Too large for the client over UDP.
    case truncated
}

/// What the server says.
enum Outcome: UInt16 {
    case referral, answer, noData, nameError, refused, serverFailure

    /// RCODE (RFC 1035 4.1.1).
    var rcode: UInt16 {
        switch self {
        case .referral, .answer, .noData: 0
        case .serverFailure: 2
        case .nameError: 3
        case .refused: 5
        }
    }
}

/// A section of records; the raw value is where its count stands in the header.
enum Section: Int {
    case answer = 6
    case authority = 8
    case additional = 10
}

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
