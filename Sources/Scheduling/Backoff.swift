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
