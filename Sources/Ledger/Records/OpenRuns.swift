/// How many runs of a job are in a state that is not final, and since when the oldest one is due.
public struct OpenRuns: Sendable, Equatable {
    public var job: String
    public var state: RunState
    public var runs: Int64
    /// Microseconds since the epoch.
    public var oldestDueUs: Int64
}
