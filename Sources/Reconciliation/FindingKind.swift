/// What can be found wrong. The raw values are stable.
public enum FindingKind: String, Codable, Sendable, CaseIterable {
    /// A directory cannot be read: nobody can tell what is in it. What should be there is not taken for missing.
    case unreadableDirectory = "unreadable-directory"
    /// A live Parquet file is not there.
    case missingData = "missing-data"
    /// A live Parquet file has another size than when it was published.
    case dataSize = "data-size"
    /// A live Parquet file cannot be read.
    case unreadableData = "unreadable-data"
    /// A live Parquet file has more or fewer rows than the ledger says.
    case dataRows = "data-rows"
    /// A live Parquet file has more or fewer rows of a capture than the ledger says.
    case captureRows = "capture-rows"
    /// Rows of a capture are live, and all of its content is live under another capture, too.
    case doubledRows = "doubled-rows"
    /// A Parquet file that no row of the ledger names.
    case unknownData = "unknown-data"
    /// The file of a capture is not there.
    case missingCapture = "missing-capture"
    /// The file of a capture has another size than the ledger says.
    case captureSize = "capture-size"
    /// A capture is not in the directory of its state, and no move is on its way (I3).
    case capturePlace = "capture-place"
    /// A file in a directory of captures that no row of the ledger names.
    case unknownFile = "unknown-file"
    /// A file in `captures/` that nobody has adopted for an hour.
    case waitingFile = "waiting-file"
    /// A decoder state that a capture will need is not there, or has another size.
    case missingState = "missing-state"
    /// A decoder state that no row of the ledger names.
    case unknownState = "unknown-state"
    /// A move that was decided a while ago and is not done.
    case lateMove = "late-move"
    /// A move that met another file.
    case moveConflict = "move-conflict"
    /// A move whose file is nowhere.
    case moveLost = "move-lost"
    /// A mask over rows that are not there.
    case strayMask = "stray-mask"
    /// A directory of an attempt that is over.
    case leftoverWork = "leftover-work"
    /// A run's log that is larger than logs may be.
    case largeLog = "large-log"
}
