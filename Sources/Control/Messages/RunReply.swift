/// What a request to run has started, or would start.
public struct RunReply: Codable, Sendable, Equatable {
    /// The runs; none when it was a dry run or nothing is to be done.
    public var runs: [Int64]
    /// What they work on, in the same order.
    public var subjects: [String]
    public var message: String
    /// What a run of kind expire would remove; only of a dry run, and not more than `maximumRemovals`.
    public var removals: [RemovalLine]?
    /// How much of it goes by each rule, all of it.
    public var totals: [RemovalTotal]?
    /// Why a run that nobody asks for would not do some of it.
    public var refusals: [String]?

    public static let maximumRemovals = 10_000

    public init(
        runs: [Int64], subjects: [String], message: String, removals: [RemovalLine]? = nil,
        totals: [RemovalTotal]? = nil, refusals: [String]? = nil
    ) {
        self.runs = runs
        self.subjects = subjects
        self.message = message
        self.removals = removals
        self.totals = totals
        self.refusals = refusals
    }
}
