import GRDB

/// An adopted capture that may begin with the bytes of another one, or the other way round.
public struct CaptureRelative: Sendable, Equatable {
    public var id: Int64
    public var sha256: String
    public var sizeBytes: Int64
    /// `nil`: it is shorter than a head, or an older program has adopted it.
    public var headSha256: String?
    /// The capture that has its content, if it has no rows of its own.
    public var duplicateOf: Int64?

    init(row: Row) {
        id = row["id"]
        sha256 = row["sha256"]
        sizeBytes = row["size_bytes"]
        headSha256 = row["head_sha256"]
        duplicateOf = row["duplicate_of"]
    }
}
