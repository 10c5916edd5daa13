/// The files that a query sees: the ledger's live set, held by a lease.
public struct Snapshot: Decodable, Sendable {
    public struct File: Decodable, Sendable {
        public var id: Int64
        public var table: String
        /// `YYYY-MM-DD`.
        public var day: String
        /// Relative to `root`.
        public var path: String
        public var rows: Int64
        /// Captures whose rows in this file do not count.
        public var masked: [Int64]

        public init(id: Int64, table: String, day: String, path: String, rows: Int64, masked: [Int64] = []) {
            self.id = id
            self.table = table
            self.day = day
            self.path = path
            self.rows = rows
            self.masked = masked
        }
    }

    public var root: String
    public var files: [File]

    public init(root: String, files: [File]) {
        self.root = root
        self.files = files
    }

    /// Absolute.
    var paths: [String] { files.map(path) }

    func path(_ file: File) -> String { root + "/" + file.path }
}
