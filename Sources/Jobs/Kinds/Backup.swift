extension JobKind {
    public static let backup = JobKind(
        "backup", "Copies the ledger while it is in use, and keeps the newest copies.", BackupParameters.self,
        JobTraits(splits: [.none]))
}

/// Parameters of a job of kind `backup`.
public struct BackupParameters: KindParameters {
    /// Where copies of the ledger go; relative to the data root.
    public var directory: String
    /// So many copies are kept.
    public var keep: Int

    public init() { self.init(keep: 7) }

    public init(directory: String = "backup", keep: Int = 7) {
        self.directory = directory
        self.keep = keep
    }

    public mutating func read(_ table: TableReader) {
        if let value = table.text("directory") {
            if value.isEmpty || value.split(separator: "/").contains("..") {
                table.report("directory", "'directory' is '\(value)' and must be a path without '..'")
            } else {
                directory = value
            }
        }
        if let value = table.integer("keep", 1...10_000) { keep = value }
    }
}
