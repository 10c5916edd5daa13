/// Copy the ledger to a new file.
public struct BackupRequest: Codable, Sendable, Equatable {
    /// Absolute; must not exist. The daemon writes it, with the daemon's rights.
    public var path: String

    public init(path: String) { self.path = path }
}
