/// The live set at one instant, under a lease: what a reader may open.
public struct Snapshot: Sendable, Codable, Equatable {
    public struct File: Sendable, Codable, Equatable {
        public var id: Int64
        public var table: String
        public var day: String
        /// Relative to the data root.
        public var path: String
        public var rows: Int64
        /// Captures whose rows in this file are not there for readers.
        public var masked: [Int64]
    }

    public var lease: Int64
    public var files: [File]
}
