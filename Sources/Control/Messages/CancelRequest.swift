/// Cancel a waiting or running run.
public struct CancelRequest: Codable, Sendable, Equatable {
    /// Made by the client: a repeated request gets the first answer.
    public var requestID: String
    public var run: Int64
    /// The attempt that is meant; nil: whichever there is. A request that comes late must not hit the next one.
    public var attempt: Int64?
    public var reason: String?

    public init(requestID: String, run: Int64, attempt: Int64? = nil, reason: String? = nil) {
        self.requestID = requestID
        self.run = run
        self.attempt = attempt
        self.reason = reason
    }
}
