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
