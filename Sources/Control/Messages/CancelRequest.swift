/// Stop a run that waits or works.
public struct CancelRequest: Codable, Sendable, Equatable {
    /// Made by the client: a repeated request gets the first answer.
    public var requestID: String
    public var run: Int64
    public var reason: String?

    public init(requestID: String, run: Int64, reason: String? = nil) {
        self.requestID = requestID
        self.run = run
        self.reason = reason
    }
}
