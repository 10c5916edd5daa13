/// Parameters of a job of kind `backup`.
public struct BackupParameters: Hashable, Sendable {
    /// Where copies of the ledger go; relative to the data root.
    public var directory: String
    /// So many copies are kept.
    public var keep: Int

    public init(
        directory: String = "backup", keep: Int = 7
    ) {
        self.directory = directory
        self.keep = keep
    }
}
