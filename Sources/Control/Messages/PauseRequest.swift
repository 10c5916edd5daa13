/// Hold a job back, or let it go on.
public struct PauseRequest: Codable, Sendable, Equatable {
    /// Made by the client: a repeated request gets the first answer.
    public var requestID: String
    public var job: String
    /// When the pause ends by itself; microseconds since the epoch.
    public var untilUs: Int64?
    public var reason: String?

    public init(requestID: String, job: String, untilUs: Int64? = nil, reason: String? = nil) {
        self.requestID = requestID
        self.job = job
        self.untilUs = untilUs
        self.reason = reason
    }
}
