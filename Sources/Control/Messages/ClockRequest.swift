/// An operator says that the machine's clock is right.
public struct ClockRequest: Codable, Sendable, Equatable {
    public var requestID: String
    public var reason: String?

    public init(requestID: String, reason: String? = nil) {
        self.requestID = requestID
        self.reason = reason
    }
}
