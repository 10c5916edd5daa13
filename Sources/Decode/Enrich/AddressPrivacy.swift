/// What becomes of client addresses before they are written; lookups see the real one.
public enum AddressPrivacy: Sendable, Equatable {
    case keep
    /// Only so many leading bits are written.
    case truncate(v4Bits: Int, v6Bits: Int)
    case drop

    /// The address that is written; nil: none.
    func apply(_ address: IPAddress) -> IPAddress? {
        switch self {
        case .keep: return address
        case .drop: return nil
        case .truncate(let v4Bits, let v6Bits):
            if address.version == 4 {
                let kept = max(0, min(32, v4Bits))
                return IPAddress(
                    v4: kept == 0 ? 0 : UInt32(truncatingIfNeeded: address.low) & (UInt32.max << UInt32(32 - kept)))
            }
            let kept = max(0, min(128, v6Bits))
            let high = kept >= 64 ? UInt64.max : (kept == 0 ? 0 : UInt64.max << UInt64(64 - kept))
            let low = kept <= 64 ? 0 : (kept == 128 ? UInt64.max : UInt64.max << UInt64(128 - kept))
            return IPAddress(high: address.high & high, low: address.low & low, version: 6)
        }
    }
}
