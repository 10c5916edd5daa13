public import Ledger

/// Take a lease on the live set.
public struct LeaseRequest: Codable, Sendable, Equatable {
    /// What the lease is for, as lists show it.
    public var holder: String
    /// The process that reads: the lease ends with it.
    public var pid: Int32
    /// The longest the lease may last.
    public var seconds: Int64

    public init(holder: String, pid: Int32, seconds: Int64) {
        self.holder = holder
        self.pid = pid
        self.seconds = seconds
    }
}

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

/// Give a lease back.
public struct ReleaseRequest: Codable, Sendable, Equatable {
    public var lease: Int64

    public init(lease: Int64) { self.lease = lease }
}
