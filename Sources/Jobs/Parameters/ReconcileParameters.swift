/// Parameters of a job of kind `reconcile`.
public struct ReconcileParameters: Hashable, Sendable {
    /// Rows of files that one run counts by capture; the next run goes on.
    public var maximumRows: Int64
    /// A move that was decided longer ago and is not done is a finding.
    public var lateAfter: Duration

    public init(maximumRows: Int64 = 200_000_000, lateAfter: Duration = .seconds(300)) {
        self.maximumRows = maximumRows
        self.lateAfter = lateAfter
    }
}
