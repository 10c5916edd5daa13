public import Ledger

/// Which runs a list shows.
public struct RunFilter: Sendable, Equatable {
    public var job: String?
    public var subject: String?
    /// None: all.
    public var states: [RunState]
    public var limit: Int

    /// The most numbers that one question may name.
    public static let maximumIDs = 500

    public init(job: String? = nil, subject: String? = nil, states: [RunState] = [], limit: Int = 50) {
        self.job = job
        self.subject = subject
        self.states = states
        self.limit = min(max(limit, 1), 10_000)
    }
}
