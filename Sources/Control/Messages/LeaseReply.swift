public import Ledger

/// A snapshot of the live set, and where its paths begin.
public struct LeaseReply: Codable, Sendable, Equatable {
    /// The data root: the files' paths are relative to it.
    public var root: String
    /// 0 when no daemon runs and the lock on the data root is what protects the files.
    public var lease: Int64
    public var files: [Snapshot.File]

    public init(root: String, lease: Int64, files: [Snapshot.File]) {
        self.root = root
        self.lease = lease
        self.files = files
    }
}
