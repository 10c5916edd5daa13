public import Ledger

/// `entradactl doctor`: the disk against the ledger. Paths are relative to the data root; lists end at 1000.
public struct DoctorReport: Codable, Sendable, Equatable {
    public struct File: Codable, Sendable, Hashable {
        public var path: String
        public var bytes: Int64
    }

    public struct Area: Codable, Sendable, Equatable {
        public var area: String
        public var files: Int64
        public var bytes: Int64
    }

    public var schema: Int
    public var root: String
    public var areas: [Area]
    /// On disk, and the ledger does not know them. They are never adopted or removed by themselves.
    public var unknown: [File]
    /// The ledger says they are there, and they are not.
    public var missing: [String]
    /// Moves that are conflicts or losses.
    public var troubled: [IntentRecord]
    /// Moves that are decided and not done yet.
    public var openMoves: Int

    /// The ledger is an older copy, and what it does not know has not been brought in yet.
    public var restored: RestoreMark?

    public var isSound: Bool { restored == nil && unknown.isEmpty && missing.isEmpty && troubled.isEmpty }

    private static let limit = 1000

    /// Looks at every file below the root. Blocks; call it off the cooperative pool.
    public init(view: LedgerView, root: String) throws {
        schema = 1
        self.root = root
        troubled = try view.troubledIntents()
        restored = try view.restoreMark()
        let open = try view.openIntents()
        openMoves = open.count
        let moving = Set(open.compactMap(\.target)).union(open.map(\.source))
        let captures = try view.captures(limit: Int(Int32.max)).filter { ![.expired, .gone].contains($0.state) }
        let known = Set(captures.compactMap(\.path))
        let live = Set(try view.liveSet().map(\.path))
        let walk = DataRootWalk(root: root)
        areas = walk.areas
        missing = Array(
            known.union(live).subtracting(moving).filter { walk.size(of: $0) == nil }.sorted().prefix(
                DoctorReport.limit))
        var strangers: [File] = []
        for (path, bytes) in walk.accountable where !known.contains(path) && !live.contains(path) {
            guard strangers.count < DoctorReport.limit else { break }
            if try !view.knows(path: path) { strangers.append(File(path: path, bytes: bytes)) }
        }
        unknown = strangers
    }

    /// Keeps what a second look finds too: files move while the first one goes on.
    public func confirmed(by second: DoctorReport) -> DoctorReport {
        var report = second
        report.unknown = second.unknown.filter { Set(unknown).contains($0) }
        report.missing = second.missing.filter { Set(missing).contains($0) }
        return report
    }
}
