/// Parameters of a job of kind `verify`.
public struct VerifyParameters: Hashable, Sendable {
    /// Whether files are read and hashed, besides comparing their sizes.
    public var checksHashes: Bool

    public init(
        checksHashes: Bool = false
    ) {
        self.checksHashes = checksHashes
    }
}
