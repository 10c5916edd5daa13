/// A directory on this machine that is read like a remote one.
public struct LocalSource: Hashable, Sendable {
    /// Absolute.
    public var directory: String
    /// A glob for the names of files.
    public var pattern: String

    public init(
        directory: String, pattern: String = "*"
    ) {
        self.directory = directory
        self.pattern = pattern
    }
}
