public import Ledger

/// `entradactl jobs`.
public struct JobsReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var jobs: [JobLine]

    /// - Parameter live: what the running daemon adds; nil when there is none.
    public init(view: LedgerView, live: LiveStatus?, nowUs: Int64) throws {
        schema = 1
        jobs = try JobLine.all(view: view, live: live, nowUs: nowUs)
    }
}

/// A job as lists show it. Times are microseconds since the epoch.
public struct JobLine: Codable, Sendable, Equatable {
    public var name: String
    public var kind: String
    public var enabled: Bool
    /// What its runs do to what is there: `adds`, `rewrites` or `removes`; `nil`: no daemon says so.
    public var effect: String?
    /// What a run may be made for that is there once: `capture`, `state`, `day`; `nil`: no daemon says so.
    public var items: [String]?
    public var pausedReason: String?
    public var pausedBy: String?
    public var pausedUntilUs: Int64?
    /// Runs that wait to start, or to start again.
    public var waiting: Int
    public var running: Int
    /// The latest run that has ended.
    public var last: RunLine?
    /// When time fires it next; nil when nothing but events and operators do, and while it is paused.
    public var nextUs: Int64?

    public var isPaused: Bool { pausedReason != nil }

    init(_ job: JobRecord, _ live: LiveKind?, isPaused: Bool, open: [RunRecord], last: RunRecord?, nextUs: Int64?) {
        name = job.name
        kind = job.kind
        enabled = job.enabled
        effect = live?.effect
        items = live?.items
        if isPaused {
            pausedReason = job.pausedReason
            pausedBy = job.pausedBy
            pausedUntilUs = job.pausedUntilUs
        }
        running = open.count { $0.state == .running }
        waiting = open.count - running
        self.last = last.map(RunLine.init)
        self.nextUs = isPaused || !enabled ? nil : nextUs
    }

    /// All jobs that are loaded.
    static func all(view: LedgerView, live: LiveStatus?, nowUs: Int64) throws -> [JobLine] {
        let open = try view.runs(states: RunState.allCases.filter { !$0.isFinal }, limit: 10_000)
        let byJob = Dictionary(grouping: open, by: \.job)
        let kinds = Dictionary((live?.kinds ?? []).map { ($0.name, $0) }) { first, _ in first }
        return try view.jobs().map { job in
            JobLine(
                job, kinds[job.kind], isPaused: job.isPaused(nowUs: nowUs), open: byJob[job.name] ?? [],
                last: try view.lastFinished(job: job.name), nextUs: live?.nextFires[job.name] ?? job.nextDueUs)
        }
    }
}
