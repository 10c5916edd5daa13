public import Ledger
import Reconciliation

/// `entradactl status`: everything on one screen. Times are microseconds since the epoch.
public struct StatusReport: Codable, Sendable, Equatable {
    /// The daemon that ran last, as the ledger has it.
    public struct Incarnation: Codable, Sendable, Equatable {
        public var id: Int64
        public var pid: Int64
        public var startedUs: Int64
        /// It has ended in order (a crashed one is noticed at the next start).
        public var ended: Bool
    }

    public var schema: Int
    public var generatedUs: Int64
    /// What only a running daemon knows; nil when none answers.
    public var daemon: LiveStatus?
    public var incarnation: Incarnation?
    public var jobs: [JobLine]
    public var backlog: [ServerBacklog]
    public var tables: [TableTotal]
    public var running: [RunLine]
    /// Of the last 24 hours, the newest first, at most 20.
    public var failures: [RunLine]
    /// Captures that could not be had although all around them is well, and that nothing waits for any more; at most 20.
    public var troubles: [CaptureTrouble]?
    /// Moves that could not be done and need a person.
    public var troubledMoves: Int
    public var disk: DiskSpace?
    /// The ledger is an older copy, and nothing is deleted until what it does not know is brought in.
    public var restored: RestoreMark?
    /// Why `--check` calls this degraded; empty when all is well.
    public var alarms: [String]

    /// - Parameters:
    ///   - live: what the running daemon adds; nil when there is none.
    ///   - disk: measured by the caller when no daemon says it.
    public init(view: LedgerView, live: LiveStatus?, nowUs: Int64, disk: DiskSpace? = nil) throws {
        schema = 1
        generatedUs = nowUs
        daemon = live
        incarnation = try view.currentIncarnation().map {
            Incarnation(id: $0.id, pid: $0.pid, startedUs: $0.startedUs, ended: $0.ended)
        }
        jobs = try JobLine.all(view: view, live: live)
        backlog = ServerBacklog.all(try view.backlog())
        tables = try view.tableTotals()
        running = try view.runs(state: .running).map(RunLine.init)
        failures = try view.failures(sinceUs: nowUs - 86_400_000_000).map(RunLine.init)
        troubles = Array(try view.troubles(limit: 10_000).filter(\.hopeless).prefix(20))
        troubledMoves = try view.troubledIntents().count
        restored = try view.restoreMark()
        self.disk =
            live.flatMap {
                $0.diskTotalBytes > 0 ? DiskSpace(freeBytes: $0.diskFreeBytes, totalBytes: $0.diskTotalBytes) : nil
            } ?? disk
        alarms = []
        alarms = raised()
        if let look = try ReconcileResult.newest(view)?.result, look.count > 0 {
            alarms.append("disk, ledger and tables differ (\(look.summary)): see entradactl doctor")
        }
    }
}
