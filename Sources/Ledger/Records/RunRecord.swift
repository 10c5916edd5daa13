public import GRDB

/// A row of `runs`.
public struct RunRecord: Codable, Sendable, Equatable {
    public var id: Int64
    public var job: String
    public var kind: String
    public var subject: String
    public var cause: String
    public var state: RunState
    public var priority: Int64
    public var nominalUs: Int64
    public var dueUs: Int64
    public var availableUs: Int64
    public var startedUs: Int64?
    public var finishedUs: Int64?
    public var attempt: Int64
    public var failures: Int64
    public var orphaned: Int64
    public var incarnation: Int64?
    public var workerPid: Int64?
    public var workerStart: String?
    /// The first of the runs with which it shared a worker in its last attempt; nil: its worker was its own.
    public var batch: Int64?
    public var error: String?
    public var result: String?
    public var requestedBy: String?
    public var reason: String?
    /// Since when its failure is over; nil while it is not, and for runs that have not failed for good.
    public var overUs: Int64?
    /// Who has acknowledged it; nil: a later run has completed.
    public var overBy: String?
    public var overWhy: String?
}

extension RunRecord: FetchableRecord {
    /// By hand: decoding by names that are turned from snake case costs several times as much, and a start reads many.
    public init(row: Row) throws {
        id = row["id"]
        job = row["job"]
        kind = row["kind"]
        subject = row["subject"]
        cause = row["cause"]
        state = try Self.state(row["state"])
        priority = row["priority"]
        nominalUs = row["nominal_us"]
        dueUs = row["due_us"]
        availableUs = row["available_us"]
        startedUs = row["started_us"]
        finishedUs = row["finished_us"]
        attempt = row["attempt"]
        failures = row["failures"]
        orphaned = row["orphaned"]
        incarnation = row["incarnation"]
        workerPid = row["worker_pid"]
        workerStart = row["worker_start"]
        batch = row["batch"]
        error = row["error"]
        result = row["result"]
        requestedBy = row["requested_by"]
        reason = row["reason"]
        overUs = row["over_us"]
        overBy = row["over_by"]
        overWhy = row["over_why"]
    }

    private static func state(_ text: String) throws -> RunState {
        guard let state = RunState(rawValue: text) else { throw LedgerError.damaged("there is no state \(text)") }
        return state
    }
}
