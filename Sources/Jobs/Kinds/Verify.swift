extension JobKind {
    public static let verify = JobKind(
        "verify", "Compares the ledger with its own events and with the disk.", VerifyParameters.self,
        JobTraits(splits: [.none]))
}

/// Parameters of a job of kind `verify`.
public struct VerifyParameters: KindParameters {
    /// Whether files are read and hashed, besides comparing their sizes.
    public var checksHashes: Bool

    public init() { self.init(checksHashes: false) }

    public init(checksHashes: Bool) { self.checksHashes = checksHashes }

    public mutating func read(_ table: TableReader) {
        if let value = table.flag("hashes") { checksHashes = value }
    }
}
