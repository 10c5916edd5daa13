public import Foundation

/// Random-looking numbers that are the same in each process: derived from names, not drawn.
public enum Jitter {
    /// How long after its nominal time a fire is due: in `0 ..< longest`, fixed by the job and the nominal time.
    public static func delay(job: String, nominal: Date, longest: Duration) -> Duration {
        let width = longest.wholeMicroseconds
        guard width > 0 else { return .zero }
        let part = fraction("\(job)@\(nominal.microseconds ?? 0)")
        return .microseconds(Int64(part * Double(width)))
    }

    /// A number in `0 ..< 1` that depends on the text only.
    public static func fraction(_ text: String) -> Double {
        // FNV-1a, and the finalizer of SplitMix64, without which similar texts give similar numbers.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        return Double(hash >> 11) * 0x1p-53
    }
}
