import Glibc

/// What could not be done to a file, and what the system said.
public struct DiskError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Follows "cannot": `sync`, `rename a to`.
    public let action: String
    public let path: String
    /// As `errno`.
    public let code: Int32

    public init(_ action: String, _ path: String, _ code: Int32) {
        self.action = action
        self.path = path
        self.code = code
    }

    /// What the system said.
    public var reason: String { String(cString: strerror(code)) }

    public var description: String { "cannot \(action) \(path): \(reason)" }

    /// Whether the system says that there is nothing at a path; every other error says that nobody knows.
    static func isAbsence(_ code: Int32) -> Bool { code == ENOENT || code == ENOTDIR }
}
