/// Let what runs finish, start nothing new, and end the daemon.
public struct DrainRequest: Codable, Sendable, Equatable {
    /// Made by the client.
    public var requestID: String
    /// Stop what runs at once; it counts as interrupted and is done again by the next daemon.
    public var now: Bool
    public var reason: String?

    public init(requestID: String, now: Bool = false, reason: String? = nil) {
        self.requestID = requestID
        self.now = now
        self.reason = reason
    }
}
