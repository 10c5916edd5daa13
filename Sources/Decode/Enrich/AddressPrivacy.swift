/// What becomes of client addresses before they are written; lookups see the real one.
public enum AddressPrivacy: Sendable, Equatable {
    case keep
    /// Only so many leading bits are written.
    case truncate(v4Bits: Int, v6Bits: Int)
    case drop

    /// How many leading bits of an address of a version are written.
    func keptBits(_ version: UInt8) -> Int {
        let width = version == 4 ? 32 : 128
        switch self {
        case .keep: return width
        case .drop: return 0
        case .truncate(let v4Bits, let v6Bits): return max(0, min(width, version == 4 ? v4Bits : v6Bits))
        }
    }

    /// The address that is written; nil: none.
    func apply(_ address: IPAddress) -> IPAddress? {
        switch self {
        case .keep: return address
        case .drop: return nil
        case .truncate:
            if address.version == 4 {
                let kept = keptBits(4)
                return IPAddress(
                    v4: kept == 0 ? 0 : UInt32(truncatingIfNeeded: address.low) & (UInt32.max << UInt32(32 - kept)))
            }
            let kept = keptBits(6)
            let high = kept >= 64 ? UInt64.max : (kept == 0 ? 0 : UInt64.max << UInt64(64 - kept))
            let low = kept <= 64 ? 0 : (kept == 128 ? UInt64.max : UInt64.max << UInt64(128 - kept))
            return IPAddress(high: address.high & high, low: address.low & low, version: 6)
        }
    }
}
