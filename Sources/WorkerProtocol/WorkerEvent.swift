/// One line of a worker's standard output.
public enum WorkerEvent: Sendable {
    /// Work goes on; anything that counts up. The daemon's no-progress limit restarts with each.
    case progress(bytes: Int64, packets: Int64)
    /// The rows of one file have been counted.
    case counted(FileCount)
    /// The last line.
    case finished(DecodeOutcome)
    /// An event of a later version; it is skipped.
    case unknown(String)
}
