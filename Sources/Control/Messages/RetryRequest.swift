/// Do again what has failed: a run, a capture, or everything that has failed (of a job, of a server).
public struct RetryRequest: Codable, Sendable, Equatable {
    /// Made by the client: a repeated request gets the first answer.
    public var requestID: String
    public var run: Int64?
    public var capture: Int64?
    /// Everything that has failed, within `job` and `server`.
    public var failed: Bool
    public var job: String?
    public var server: String?
    public var reason: String?

    public init(
        requestID: String, run: Int64? = nil, capture: Int64? = nil, failed: Bool = false, job: String? = nil,
        server: String? = nil, reason: String? = nil
    ) {
        self.requestID = requestID
        self.run = run
        self.capture = capture
        self.failed = failed
        self.job = job
        self.server = server
        self.reason = reason
    }
}

/// What a retry has brought back.
public struct RetryReply: Codable, Sendable, Equatable {
    /// The new runs.
    public var runs: [Int64]
    /// The captures that wait for a decoder again.
    public var captures: [Int64]
    public var message: String

    public init(runs: [Int64], captures: [Int64], message: String) {
        self.runs = runs
        self.captures = captures
        self.message = message
    }
}
