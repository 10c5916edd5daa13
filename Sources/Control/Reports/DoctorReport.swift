public import Ledger
import Model
public import Reconciliation

/// `entradactl doctor`: the disk against the ledger, and what the last look at the rows has found. Paths are relative to
/// the data root.
public struct DoctorReport: Codable, Sendable, Equatable {
    /// The newest run of the job `reconcile`.
    public struct Look: Codable, Sendable, Equatable {
        public var run: Int64
        public var endedUs: Int64
        /// Files whose rows are not yet counted by capture.
        public var uncounted: Int
    }

    public var schema: Int
    public var root: String
    public var areas: [DataRootWalk.Area]
    public var findings: [Finding]
    /// There are more findings than are listed.
    public var isCut: Bool
    /// Moves that are decided and not done yet.
    public var openMoves: Int
    /// `nil`: nobody has counted rows yet.
    public var look: Look?
    /// The ledger is an older copy, and what it does not know has not been brought in yet.
    public var restored: RestoreMark?

    public var isSound: Bool { findings.isEmpty && restored == nil }

    /// Looks at every file below the root. Blocks; call it off the cooperative pool.
    ///
    /// - Parameter walk: what lies there, if somebody has looked already.
    public init(view: LedgerView, root: String, nowUs: Int64, walk: DataRootWalk? = nil) throws {
        schema = 2
        self.root = root
        let walk = try walk ?? DataRootWalk(root: root)
        areas = walk.areas
        let comparison = try DiskComparison(view: view, walk: walk, bounds: ComparisonBounds(nowUs: nowUs))
        let newest = try ReconcileResult.newest(view)
        // What is not there, or has another size, is found by the comparison.
        let named = Set(comparison.findings.map(\.subject))
        let counted = try newest?.result.standing(view).filter { !named.contains($0.subject) } ?? []
        findings = comparison.findings + counted
        isCut = comparison.isCut
        look = newest.map { Look(run: $0.run, endedUs: $0.endedUs, uncounted: $0.result.uncounted) }
        openMoves = try view.unsettledIntents().count { $0.record.status == .open }
        restored = try view.restoreMark()
    }

    /// Keeps what a second look finds too: files move while the first one goes on.
    public func confirmed(by second: DoctorReport) -> DoctorReport {
        var report = second
        report.findings = second.findings.filter { finding in
            // Nothing that the first look has found is known to be well there.
            finding.kind == .unreadableDirectory || findings.contains { $0.isSame(as: finding) }
        }
        return report
    }
}
