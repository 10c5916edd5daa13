public import GRDB
public import Model

/// A row of `runs`.
public struct RunRecord: Codable, Sendable, Equatable {
    public var id: Int64
    public var job: String
    public var kind: String
    public var subject: RunSubject
    public var cause: RunCause
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
    /// The first of the runs with which it shared a worker in its last attempt; `nil`: its worker was its own.
    public var batch: Int64?
    public var error: String?
    public var result: String?
    public var requestedBy: String?
    public var reason: String?
    /// Since when its failure is over; nil while it is not, and for runs that have not failed for good.
    public var overUs: Int64?
    /// Who has acknowledged it; `nil`: a later run has completed.
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
        state = try RunState(stored: row["state"])
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
}

/// A run that may start, and the server whose captures it works on, if the ledger knows it.
public struct StartableRun: Sendable, Equatable {
    public var run: RunRecord
    public var server: String?
}

extension StartableRun: FetchableRecord {
    public init(row: Row) throws {
        run = try RunRecord(row: row)
        server = row["server"]
    }
}

/// A row of `attempts`.
public struct AttemptRecord: Codable, Sendable, Equatable {
    public var run: Int64
    public var number: Int64
    public var incarnation: Int64
    public var startedUs: Int64
    public var finishedUs: Int64?
    public var outcome: RunOutcome?
    public var exitCode: Int64?
    public var message: String?
}

extension AttemptRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}

/// How many runs of a job are in a state that is not final, and since when the oldest one is due.
public struct OpenRuns: Sendable, Equatable {
    public var job: String
    public var state: RunState
    public var runs: Int64
    /// Microseconds since the epoch.
    public var oldestDueUs: Int64
}

/// A run to be created. (job, subject, cause) is its identity.
public struct NewRun: Sendable, Equatable {
    public var job: String
    public var kind: String
    public var subject: RunSubject
    public var cause: RunCause
    public var priority: Int64
    public var nominalUs: Int64
    public var dueUs: Int64
    public var requestedBy: String?
    public var reason: String?

    public init(
        job: String, kind: String, subject: RunSubject, cause: RunCause, priority: Int64, nominalUs: Int64,
        dueUs: Int64,
        requestedBy: String? = nil, reason: String? = nil
    ) {
        self.job = job
        self.kind = kind
        self.subject = subject
        self.cause = cause
        self.priority = priority
        self.nominalUs = nominalUs
        self.dueUs = dueUs
        self.requestedBy = requestedBy
        self.reason = reason
    }
}

/// How an attempt of a run ended.
public struct RunEnd: Sendable, Equatable {
    public var run: Int64
    public var attempt: Int64
    public var incarnation: Int64
    public var state: RunState
    public var outcome: RunOutcome
    /// When the next attempt may start.
    public var availableUs: Int64?
    public var exitCode: Int32?
    public var message: String?
    /// JSON: what the run did.
    public var result: String?

    public init(
        run: Int64, attempt: Int64, incarnation: Int64, state: RunState, outcome: RunOutcome, availableUs: Int64? = nil,
        exitCode: Int32? = nil, message: String? = nil, result: String? = nil
    ) {
        self.run = run
        self.attempt = attempt
        self.incarnation = incarnation
        self.state = state
        self.outcome = outcome
        self.availableUs = availableUs
        self.exitCode = exitCode
        self.message = message
        self.result = result
    }

    /// What a run that an operator ended says: `cancelled by ann(1000): wrong day`.
    public static func cancellation(by who: String, reason: String?) -> String {
        "cancelled by \(who)" + (reason.map { ": \($0)" } ?? "")
    }
}
