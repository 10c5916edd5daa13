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
