/// One line of a worker's standard output.
public enum WorkerEvent: Sendable {
    /// The first line of a worker that has got a request: who it is. Whether that is the reader's own version is for the
    /// reader to look at.
    case started(ProgramVersion)
    /// Work goes on; anything that counts up. The daemon's no-progress limit restarts with each.
    case progress(bytes: Int64, packets: Int64)
    /// The rows of one file have been counted.
    case counted(FileCount)
    /// One of several captures has been decoded: its files and its state are there, not synced. The next order is awaited.
    case decoded(DecodeOutcome)
    /// One of several captures is not usable, for the reason in it; it has left nothing. The next order is awaited.
    case refused(DecodeOutcome)
    /// The last line.
    case finished(DecodeOutcome)
    /// An event of a later version; it is skipped.
    case unknown(String)
}
