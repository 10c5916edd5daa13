/// What happens at a failpoint.
public enum FailpointAction: String, Sendable, CaseIterable, Codable {
    /// The process ends at once, without unwinding, with exit code 134.
    case abort
    /// An error without a number.
    case error
    /// A tenth of a second passes.
    case delay
    /// The error of a full disk.
    case noSpace = "enospc"
    /// The error of a disk that does not work.
    case inputOutput = "eio"
}
