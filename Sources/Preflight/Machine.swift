/// What the checks want to know of a machine. Passed in, so that tests need neither a disk nor users.
public protocol Machine: Sendable {
    /// What is at a path; links are followed.
    func look(at path: String) -> PathContent
    /// The bytes of a plain file, if there are no more than `limit` of them.
    func read(_ path: String, limit: Int) -> ReadContent
    func knowsUser(_ name: String) -> Bool
    /// Whether this process runs as root.
    var isRoot: Bool { get }
}

/// What is at a path.
public enum PathContent: Hashable, Sendable {
    case missing
    /// This user may not look there; the reason is the system's.
    case hidden(reason: String)
    /// The permission bits.
    case file(mode: UInt32)
    case directory
    /// A device, a socket.
    case other
}

/// What reading a file gives.
public enum ReadContent: Hashable, Sendable {
    case bytes([UInt8])
    case refused(reason: String)
}
