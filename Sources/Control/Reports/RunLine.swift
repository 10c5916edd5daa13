public import Ledger
import Model

/// A run as lists show it. Times are microseconds since the epoch.
public struct RunLine: Codable, Sendable, Equatable {
    public var id: Int64
    public var job: String
    public var kind: String
    /// A server, `capture:<id>`, `<table>/<day>` or `-`.
    public var subject: String
    public var cause: String
    public var state: RunState
    public var nominalUs: Int64
    public var dueUs: Int64
    public var availableUs: Int64
    public var startedUs: Int64?
    public var finishedUs: Int64?
    public var attempt: Int64
    public var failures: Int64
    /// The first of the runs that shared a worker with it in its last attempt; nil: its worker was its own.
    public var batch: Int64?
    public var error: String?
    /// JSON: what the run did.
    public var result: String?
    public var requestedBy: String?
    public var reason: String?
    /// Since when the failure of a discarded run is over; nil: it is not.
    public var overUs: Int64?
    /// Who has acknowledged it; nil: a later run has completed.
    public var overBy: String?
    public var overWhy: String?

    public init(_ run: RunRecord) {
        id = run.id
        job = run.job
        kind = run.kind
        subject = run.subject.description
        cause = run.cause.description
        state = run.state
        nominalUs = run.nominalUs
        dueUs = run.dueUs
        availableUs = run.availableUs
        startedUs = run.startedUs
        finishedUs = run.finishedUs
        attempt = run.attempt
        failures = run.failures
        batch = run.batch
        error = run.error
        result = run.result
        requestedBy = run.requestedBy
        reason = run.reason
        overUs = run.overUs
        overBy = run.overBy
        overWhy = run.overWhy
    }
}
