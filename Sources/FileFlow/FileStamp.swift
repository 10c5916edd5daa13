/// Size and time of a file: what may be compared cheaply.
public struct FileStamp: Sendable, Equatable {
    public var sizeBytes: Int64
    public var modifiedUs: Int64

    public init(sizeBytes: Int64, modifiedUs: Int64) {
        self.sizeBytes = sizeBytes
        self.modifiedUs = modifiedUs
    }
}

/// The identity of a file: size and SHA-256. Inode and time only save hashing.
public struct FileDigest: Sendable, Equatable {
    /// Lower-case hex.
    public var sha256: String
    public var sizeBytes: Int64

    public init(sha256: String, sizeBytes: Int64) {
        self.sha256 = sha256
        self.sizeBytes = sizeBytes
    }
}

/// What is found at one end of a move.
public enum FileFinding: Sendable, Equatable, CaseIterable {
    case absent
    /// The file that the ledger recorded.
    case recorded
    /// Another one.
    case other
}
