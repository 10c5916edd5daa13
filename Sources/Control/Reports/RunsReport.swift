public import Ledger
import Model

/// `entradactl runs`: the newest first.
public struct RunsReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var runs: [RunLine]

    public init(view: LedgerView, filter: RunFilter) throws {
        schema = 1
        runs = try view.runs(
            job: filter.job, states: filter.states.isEmpty ? nil : filter.states,
            subject: filter.subject.map { RunSubject($0) },
            limit: filter.limit
        ).map(RunLine.init)
    }

    /// Those of these numbers that there are, the oldest first.
    public init(view: LedgerView, ids: [Int64]) throws {
        schema = 1
        runs = try view.runs(ids: ids).map(RunLine.init)
    }
}

/// Which runs a list shows.
public struct RunFilter: Sendable, Equatable {
    public var job: String?
    public var subject: String?
    /// None: all.
    public var states: [RunState]
    public var limit: Int

    /// The most numbers that one question may name.
    public static let maximumIDs = 500

    public init(job: String? = nil, subject: String? = nil, states: [RunState] = [], limit: Int = 50) {
        self.job = job
        self.subject = subject
        self.states = states
        self.limit = min(max(limit, 1), 10_000)
    }
}

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
    /// The first of the runs that shared a worker with it in its last attempt; `nil`: its worker was its own.
    public var batch: Int64?
    public var error: String?
    /// JSON: what the run did.
    public var result: String?
    public var requestedBy: String?
    public var reason: String?
    /// Since when the failure of a discarded run is over; `nil`: it is not.
    public var overUs: Int64?
    /// Who has acknowledged it; `nil`: a later run has completed.
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

/// `entradactl show RUN`: a run with its attempts and events.
public struct RunReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var run: RunLine
    public var attempts: [AttemptRecord]
    public var events: [EventRecord]

    /// - Throws: `LedgerError.notFound`.
    public init(view: LedgerView, run id: Int64) throws {
        schema = 1
        run = RunLine(try view.requireRun(id))
        attempts = try view.attempts(run: id)
        events = try view.events(run: id)
    }
}

/// How far a set of runs is, and when it will be done if it goes on as it has.
public struct RunsProgress: Sendable, Equatable {
    public let total: Int
    public let done: Int
    public let failed: Int
    /// Microseconds since the runs were asked for.
    public let elapsedUs: Int64

    public init(_ runs: [RunLine], total: Int, startedUs: Int64, nowUs: Int64) {
        self.total = max(total, 1)
        let ended = runs.filter(\.state.isFinal)
        done = min(ended.count, self.total)
        failed = ended.count { $0.state == .discarded || $0.state == .cancelled }
        elapsedUs = max(0, nowUs - startedUs)
    }

    public var share: Double { Double(done) / Double(total) }

    /// Microseconds; nil while nothing has ended and nothing can be told.
    public var leftUs: Int64? {
        guard done > 0 else { return nil }
        return Int64(Double(elapsedUs) / Double(done) * Double(total - done))
    }

    /// `[#####...............] 5 of 20, 1 failed, 12s, about 36s left`.
    ///
    /// - Parameter width: characters between the brackets.
    public func bar(width: Int) -> String {
        let full = Int(share * Double(width))
        var text = "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + "] "
        text += "\(done) of \(total)"
        if failed > 0 { text += ", \(failed) failed" }
        text += ", " + TimeText.duration(us: elapsedUs)
        if done < total, let leftUs { text += ", about \(TimeText.duration(us: leftUs)) left" }
        return text
    }
}
