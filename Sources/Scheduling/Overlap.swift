/// What happens to a fire when runs of the same job still go on.
public enum Overlap: String, Hashable, Sendable, CaseIterable {
    /// The fire is dropped, and that is recorded.
    case skip
    /// The fire waits; one waits at most, since a second one would find nothing left to do.
    case queue
    /// The runs that go on are cancelled, then the fire starts.
    case cancelRunning = "cancel_running"

    public enum Decision: Hashable, Sendable { case start, skip, wait, cancelRunning }

    /// Decides on a fire, given how many runs of the job (and subject) go on or wait.
    public func decision(running: Int, waiting: Int, concurrency: Int) -> Decision {
        if running < concurrency, waiting == 0 { return .start }
        switch self {
        case .skip: return .skip
        case .queue: return waiting == 0 ? .wait : .skip
        case .cancelRunning: return .cancelRunning
        }
    }
}
