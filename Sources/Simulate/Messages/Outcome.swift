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
