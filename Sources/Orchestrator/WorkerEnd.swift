/// How a worker ended.
public enum WorkerEnd: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
    /// We stopped it, for this reason.
    case stopped(StopReason)

    public enum StopReason: String, Sendable {
        case cancelled, timeout, noProgress
    }
}
