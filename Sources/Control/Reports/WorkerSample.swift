/// What works at one moment.
public struct WorkerSample: Sendable {
    let timeUs: Int64
    let live: LiveStatus

    /// - Parameter nowUs: when the daemon has said it, microseconds since the epoch.
    public init(_ live: LiveStatus, nowUs: Int64) {
        self.live = live
        timeUs = nowUs
    }
}
