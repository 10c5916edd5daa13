/// What a request to run has started, or would start.
public struct RunReply: Codable, Sendable, Equatable {
    /// The runs; none when it was a dry run or nothing is to be done.
    public var runs: [Int64]
    /// What they work on, in the same order.
    public var subjects: [String]
    public var message: String

    public init(runs: [Int64], subjects: [String], message: String) {
        self.runs = runs
        self.subjects = subjects
        self.message = message
    }
}
