/// From when on something that takes its time is a finding.
public struct ComparisonBounds: Sendable {
    /// Microseconds since the epoch.
    public var nowUs: Int64
    /// A move that was decided longer ago, in microseconds, is late.
    public var lateMoveUs: Int64
    /// A file in `captures/` that was written longer ago, in microseconds, should have been adopted.
    public var adoptionUs: Int64
    /// The most that a run's log may have; nil: not looked at.
    public var logBytes: Int64?

    public init(
        nowUs: Int64, lateMoveUs: Int64 = 300_000_000, adoptionUs: Int64 = 3_600_000_000, logBytes: Int64? = nil
    ) {
        self.nowUs = nowUs
        self.lateMoveUs = lateMoveUs
        self.adoptionUs = adoptionUs
        self.logBytes = logBytes
    }
}
