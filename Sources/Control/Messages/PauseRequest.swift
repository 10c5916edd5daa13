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

/// Cancel a waiting or running run.
public struct CancelRequest: Codable, Sendable, Equatable {
    /// Made by the client: a repeated request gets the first answer.
    public var requestID: String
    public var run: Int64
    /// The attempt that is meant; `nil`: whichever there is. A request that comes late must not hit the next one.
    public var attempt: Int64?
    public var reason: String?

    public init(requestID: String, run: Int64, attempt: Int64? = nil, reason: String? = nil) {
        self.requestID = requestID
        self.run = run
        self.attempt = attempt
        self.reason = reason
    }
}

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

/// An operator says that the machine's clock is right.
public struct ClockRequest: Codable, Sendable, Equatable {
    public var requestID: String
    public var reason: String?

    public init(requestID: String, reason: String? = nil) {
        self.requestID = requestID
        self.reason = reason
    }
}
