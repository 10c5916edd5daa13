/// Take note of failures: they are over, and `status --check` says no more of them.
public struct AckRequest: Codable, Sendable, Equatable {
    /// Made by the client: a repeated request gets the first answer.
    public var requestID: String
    public var runs: [Int64]
    public var captures: [Int64]
    /// All failures of these jobs.
    public var jobs: [String]
    public var reason: String

    public init(requestID: String, runs: [Int64] = [], captures: [Int64] = [], jobs: [String] = [], reason: String) {
        self.requestID = requestID
        self.runs = runs
        self.captures = captures
        self.jobs = jobs
        self.reason = reason
    }
}

/// How many failures are over by it, for people.
public struct AckReply: Codable, Sendable, Equatable {
    public var message: String

    public init(message: String) { self.message = message }

    public static func message(acknowledged count: Int) -> String {
        switch count {
        case 0: "no open failure found"
        case 1: "1 failure acknowledged"
        default: "\(count) failures acknowledged"
        }
    }
}

/// Give up captures in quarantine: their bytes go to the trash.
public struct DismissRequest: Codable, Sendable, Equatable {
    /// Made by the client: a repeated request gets the first answer.
    public var requestID: String
    public var captures: [Int64]
    public var reason: String?

    public init(requestID: String, captures: [Int64], reason: String? = nil) {
        self.requestID = requestID
        self.captures = captures
        self.reason = reason
    }
}
