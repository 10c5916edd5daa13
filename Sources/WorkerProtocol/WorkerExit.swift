/// The exit code of a worker.
public enum WorkerExit: Int32, Sendable {
    case done = 0
    /// The command line is wrong (EX_USAGE).
    case usage = 64
    /// The input is not usable (EX_DATAERR); the reason stands in the last event.
    case inputUnusable = 65
    /// The work needs more memory than it may take (EX_OSERR): more is to be configured.
    case memoryExhausted = 71
    /// A fault of the worker itself (EX_SOFTWARE).
    case fault = 70
    /// The request is of another version of the protocol (EX_PROTOCOL): both programs have to be of one release.
    case otherVersion = 76
    /// Trying again may help (EX_TEMPFAIL): disk full, a reference file that is being replaced.
    case tryAgain = 75
}
