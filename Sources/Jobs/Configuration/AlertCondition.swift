/// What an alert watches. A job or a server of nil means each of them.
public enum AlertCondition: Hashable, Sendable {
    /// A run has failed for good, no later run of the same has completed, and nobody has acknowledged it.
    case failure(job: String?)
    /// Captures are in quarantine that nobody has acknowledged.
    case quarantine(server: String?)
    /// No run of the job has completed for so long.
    case noSuccess(job: String, within: Duration)
    /// No new capture for so long; nil: three times as long as there usually is between two.
    case captureMissing(server: String?, within: Duration?)
    /// Less is free than this; nil: than `disk_low_mark`. Bytes.
    case disk(below: Int64?)
    /// The clock is in doubt.
    case clock
    /// The data root or the ledger cannot be written.
    case storage
    /// A capture waits for longer than this.
    case backlog(server: String?, within: Duration)

    /// As `on` has it.
    public enum Kind: String, CaseIterable, Sendable {
        case failure, quarantine, disk, clock, storage, backlog
        case noSuccess = "no_success"
        case captureMissing = "capture_missing"
    }

    public var kind: Kind {
        switch self {
        case .failure: .failure
        case .quarantine: .quarantine
        case .noSuccess: .noSuccess
        case .captureMissing: .captureMissing
        case .disk: .disk
        case .clock: .clock
        case .storage: .storage
        case .backlog: .backlog
        }
    }
}
