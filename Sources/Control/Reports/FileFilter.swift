public import Ledger

/// Which captures a list shows.
public struct FileFilter: Sendable, Equatable {
    public var server: String?
    /// None: all.
    public var states: [CaptureState]
    public var limit: Int

    public init(server: String? = nil, states: [CaptureState] = [], limit: Int = 50) {
        self.server = server
        self.states = states
        self.limit = min(max(limit, 1), 10_000)
    }
}
