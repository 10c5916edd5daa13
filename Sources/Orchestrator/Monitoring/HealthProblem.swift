/// Why the daemon is not well.
public struct HealthProblem: Sendable, Hashable {
    public enum Reason: String, Sendable, CaseIterable {
        /// Recovery goes on, nothing is claimed yet.
        case starting
        /// It was told to stop.
        case draining
        /// The scheduler has not turned for a minute.
        case scheduler
        /// The last transaction of the ledger failed.
        case ledger
        /// The data root cannot be written.
        case storage
        case clock
        /// Less than `disk_low_mark` is free.
        case disk
        /// A capture waits for more than an hour.
        case backlog
        /// A job that an alert watches has not completed for too long.
        case noSuccess = "no_success"
    }

    public var reason: Reason
    /// What, where, since when.
    public var detail: String

    public init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }
}
