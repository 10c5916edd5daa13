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
    }

    public var root: String
    public var files: [File]
}
