/// Start a job now.
public struct RunRequest: Codable, Sendable, Equatable {
    /// Made by the client: a repeated request returns the first runs.
    public var requestID: String
    public var job: String
    public var server: String?
    public var capture: Int64?
    public var table: String?
    /// ISO days (`2026-03-01`): one, or a range with both ends in it.
    public var day: String?
    public var from: String?
    public var to: String?
    public var only: RunSelection?
    public var reason: String?
    /// Only print what would run.
    public var dryRun: Bool

    public init(
        requestID: String, job: String, server: String? = nil, capture: Int64? = nil, table: String? = nil,
        day: String? = nil, from: String? = nil, to: String? = nil, only: RunSelection? = nil, reason: String? = nil,
        dryRun: Bool = false
    ) {
        self.requestID = requestID
        self.job = job
        self.server = server
        self.capture = capture
        self.table = table
        self.day = day
        self.from = from
        self.to = to
        self.only = only
        self.reason = reason
        self.dryRun = dryRun
    }
}

/// Which subjects of a job a request means.
public enum RunSelection: String, Sendable, Codable, CaseIterable {
    /// What has not been done yet.
    case missing
    /// What has failed.
    case failed
    /// Everything, also what is done already.
    case all
}

/// What a request to run has started, or would start.
public struct RunReply: Codable, Sendable, Equatable {
    /// The runs; none when it was a dry run or nothing is to be done.
    public var runs: [Int64]
    /// What they work on, in the same order.
    public var subjects: [String]
    public var message: String
    /// What a run of kind expire would remove; only of a dry run, and not more than `maximumRemovals`.
    public var removals: [RemovalLine]?
    /// How much of it goes by each rule, all of it.
    public var totals: [RemovalTotal]?
    /// Why a run that nobody asks for would not do some of it.
    public var refusals: [String]?

    public static let maximumRemovals = 10_000

    public init(
        runs: [Int64], subjects: [String], message: String, removals: [RemovalLine]? = nil,
        totals: [RemovalTotal]? = nil, refusals: [String]? = nil
    ) {
        self.runs = runs
        self.subjects = subjects
        self.message = message
        self.removals = removals
        self.totals = totals
        self.refusals = refusals
    }
}

/// Something that retention would remove.
public struct RemovalLine: Codable, Sendable, Equatable {
    /// The setting of `[retention]` by which it goes, or `replaced_files` or `used_states`.
    public var rule: String
    /// A path relative to the data root.
    public var what: String
    public var bytes: Int64

    public init(rule: String, what: String, bytes: Int64) {
        self.rule = rule
        self.what = what
        self.bytes = bytes
    }
}

/// How much goes by one rule.
public struct RemovalTotal: Codable, Sendable, Equatable {
    public var rule: String
    public var count: Int64
    public var bytes: Int64

    public init(rule: String, count: Int64, bytes: Int64) {
        self.rule = rule
        self.count = count
        self.bytes = bytes
    }
}
