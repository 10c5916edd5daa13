/// All that makes `entradactl status --check` exit with something else than 0, and `/health` answer 503. Both take it from
/// here, so that they cannot disagree; `Control/CHECK.md` is the table of it, and a test compares them.
///
/// The raw values are stable: `/health` and `status --json` have them.
public enum CheckCondition: String, Sendable, Codable, CaseIterable {
    case unreachable, starting, scheduler, draining, ledger, storage, clock, disk, storm, moves, unanswered, alert,
        restored
    case failure, backlog, difference
    case noSuccess = "no_success"

    /// When it holds.
    public var meaning: String {
        switch self {
        case .unreachable: "no daemon answers"
        case .starting: "the daemon is recovering, and starts no runs yet"
        case .scheduler: "the scheduler has not completed a pass for a minute, or its last pass failed"
        case .draining: "the daemon was told to stop"
        case .ledger: "the last transaction of the ledger failed"
        case .storage: "the data root cannot be written"
        case .clock: "the clock is in doubt, and nothing is deleted"
        case .disk:
            "less than `disk_low_mark`, or less than 5 % of the filesystem, is free, or free space cannot be determined"
        case .storm: "a job has created too many runs by itself, and is held back"
        case .moves: "a file could not be moved, and needs your attention"
        case .unanswered: "a server has not answered for ten minutes, and was polled at least twice"
        case .alert: "an alert of `[[alerts]]` is active"
        case .restored: "the ledger is a restored backup, and what it lacks has not been added"
        case .failure: "a run has failed permanently, or a capture is in quarantine"
        case .backlog: "a capture has been waiting for more than an hour"
        case .difference: "the last `reconcile` found that disk, ledger and tables differ"
        case .noSuccess: "a job that an alert watches has not completed in time"
        }
    }

    /// What ends it.
    public var end: String {
        switch self {
        case .unreachable: "`systemctl start entradad`"
        case .starting: "by itself"
        case .scheduler: "by itself with the next successful pass; the journal has the error"
        case .draining: "with the next start"
        case .ledger: "by itself with the next transaction; check the disk"
        case .storage: "by itself once a file can be written, renamed and synced"
        case .clock: "`entradactl clock confirm`"
        case .disk: "free disk space; `expire` frees some by itself"
        case .storm: "by itself, once the job creates few runs again"
        case .moves: "`entradactl doctor --repair`"
        case .unanswered: "by itself with the next answer; disable the server if it is gone"
        case .alert: "when its condition ends"
        case .restored: "`entradactl doctor --repair`"
        case .failure: "a later run of the same job and subject completes, or `entradactl ack`"
        case .backlog: "by itself; `entradactl why` says what it waits for"
        case .difference: "`entradactl doctor --repair`, then `entradactl run reconcile`"
        case .noSuccess: "a run of the job completes"
        }
    }

    /// What `status --check` exits with.
    public var exitCode: Int32 { self == .unreachable ? 3 : 7 }
}

/// A condition that holds now.
public struct CheckProblem: Codable, Sendable, Hashable {
    public var condition: CheckCondition
    /// What, where, since when, and what to do; for people.
    public var detail: String

    public init(_ condition: CheckCondition, _ detail: String) {
        self.condition = condition
        self.detail = detail
    }

    /// Whether so little is free that it is a problem by itself, whatever `disk_low_mark` says.
    public static func disk(freeBytes: Int64, totalBytes: Int64) -> CheckProblem? {
        guard totalBytes > 0, freeBytes < totalBytes / 20 else { return nil }
        return CheckProblem(.disk, "less than 5 % of the disk is free")
    }
}
