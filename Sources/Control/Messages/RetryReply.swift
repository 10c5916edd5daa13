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
