public import Ledger
public import Reconciliation

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
    /// Of the last 24 hours, the newest first, at most 20, whether they are over or not.
    public var failures: [RunLine]
    /// What has failed permanently and is not over, the newest first, at most 20.
    public var openFailures: [OpenFailure]
    public var openFailureCount: Int
    /// Captures that could not be had although all around them is well, and that nothing waits for any more; at most 20.
    public var troubles: [CaptureTrouble]?
    /// Moves that could not be done and need a person.
    public var troubledMoves: Int
    public var disk: DiskSpace?
    /// The ledger is an older copy, and nothing is deleted until what it does not know is brought in.
    public var restored: RestoreMark?
    /// What `--check` finds; empty when all is well.
    public var problems: [CheckProblem]
    /// The same as sentences.
    public var alarms: [String]

    /// So many failures are listed.
    private static let listed = 20

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
        jobs = try JobLine.all(view: view, live: live, nowUs: nowUs)
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
        let check = try LedgerCheck(view, nowUs: nowUs)
        openFailures = Array(check.failures.list.prefix(Self.listed))
        openFailureCount = check.failures.count
        problems = Self.problems(of: live) + check.problems
        if let disk = self.disk, let low = CheckProblem.disk(freeBytes: disk.freeBytes, totalBytes: disk.totalBytes) {
            problems.append(low)
        }
        alarms = problems.map(\.detail)
    }

    private static func problems(of live: LiveStatus?) -> [CheckProblem] {
        guard let live else { return [CheckProblem(.unreachable, "no daemon answers")] }
        if let problems = live.problems { return problems }
        // An older daemon, or one that a test has made up.
        return (live.draining ? [CheckProblem(.draining, "the daemon is stopping")] : [])
            + live.warnings.map { CheckProblem(.alert, $0) }
    }
}

/// Space on the filesystem of the data root, in bytes.
public struct DiskSpace: Codable, Sendable, Equatable {
    public var freeBytes: Int64
    public var totalBytes: Int64

    public init(freeBytes: Int64, totalBytes: Int64) {
        self.freeBytes = freeBytes
        self.totalBytes = totalBytes
    }
}
