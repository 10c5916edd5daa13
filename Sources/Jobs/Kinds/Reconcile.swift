extension JobKind {
    public static let reconcile = JobKind(
        "reconcile", "Compares disk, ledger and the rows of the tables.", ReconcileParameters.self,
        JobTraits(splits: [.none], place: .worker))
}

/// Parameters of a job of kind `reconcile`.
public struct ReconcileParameters: KindParameters {
    /// Rows of files that one run counts by capture; the next run goes on.
    public var maximumRows: Int64
    /// A move that was decided longer ago and is not done is a finding.
    public var lateAfter: Duration

    public init() { self.init(lateAfter: .seconds(300)) }

    public init(maximumRows: Int64 = 200_000_000, lateAfter: Duration = .seconds(300)) {
        self.maximumRows = maximumRows
        self.lateAfter = lateAfter
    }

    public mutating func read(_ table: TableReader) {
        if let value = table.integer("max_rows", 1...1_000_000_000_000) { maximumRows = Int64(value) }
        if let value = table.duration("late_after") { lateAfter = value }
    }
}
