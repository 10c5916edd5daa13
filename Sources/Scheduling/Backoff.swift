public import Foundation

/// When a failed run is tried again: after `first`, then each time `factor` times as long, up to `max`.
public struct Backoff: Hashable, Sendable {
    /// How often a run is tried in all; 1 is no second try.
    public var attempts: Int
    public var first: Duration
    public var factor: Double
    public var max: Duration
    /// The part of a delay by which it is made shorter or longer, 0…1.
    public var jitter: Double

    public init(
        attempts: Int = 3, first: Duration = .seconds(10), factor: Double = 2, max: Duration = .seconds(900),
        jitter: Double = 0.2
    ) {
        self.attempts = attempts
        self.first = first
        self.factor = factor
        self.max = max
        self.jitter = jitter
    }

    /// How long to wait after an attempt (1 is the first) has failed; nil when it was the last one.
    ///
    /// The seed names the run: each run has its own jitter, and the same one whenever it is asked for.
    public func delay(afterAttempt attempt: Int, seed: String) -> Duration? {
        precondition(attempt >= 1, "attempts count from one")
        guard attempt < attempts else { return nil }
        // In floating point, since a power of the factor leaves every integer behind before it reaches `max`.
        let longest = Double(max.wholeMicroseconds)
        var microseconds = Double(first.wholeMicroseconds)
        for _ in 1..<attempt where microseconds < longest { microseconds *= Swift.max(1, factor) }
        microseconds = Swift.min(microseconds, longest)
        let shake = 1 + jitter * (2 * Jitter.fraction("\(seed)#\(attempt)") - 1)
        return .microseconds(Int64(Swift.max(0, microseconds * shake)))
    }
}

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
