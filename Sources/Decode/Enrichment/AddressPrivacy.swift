/// What becomes of client addresses before they are written; lookups see the real one.
public enum AddressPrivacy: Sendable, Equatable {
    case keep
    /// Only so many leading bits are written.
    case truncate(v4Bits: Int, v6Bits: Int)
    /// Another address is written for each: equal prefixes stay equal, and only who has the key finds the real one.
    case pseudonymise(key: PseudonymKey)
    case drop

    /// How many leading bits of an address of a version are written.
    func keptBits(_ version: UInt8) -> Int {
        let width = version == 4 ? 32 : 128
        switch self {
        case .keep, .pseudonymise: return width
        case .drop: return 0
        case .truncate(let v4Bits, let v6Bits): return max(0, min(width, version == 4 ? v4Bits : v6Bits))
        }
    }

    /// The address that is written; nil: none.
    func apply(_ address: IPAddress) -> IPAddress? {
        switch self {
        case .keep: address
        case .drop: nil
        case .truncate: address.masked(keptBits(address.version))
        case .pseudonymise(let key): key.pseudonym(of: address)
        }
    }
}
