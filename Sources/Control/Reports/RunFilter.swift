public import Ledger

/// Which runs a list shows.
public struct RunFilter: Sendable, Equatable {
    public var job: String?
    /// None: all.
    public var states: [RunState]
    public var limit: Int

    public init(job: String? = nil, states: [RunState] = [], limit: Int = 50) {
        self.job = job
        self.states = states
        self.limit = min(max(limit, 1), 10_000)
    }
}
