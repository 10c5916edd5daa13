/// A Parquet file that has its final name and is synced, about to become live.
public struct PublishedFile: Sendable, Codable, Equatable {
    public var table: String
    public var day: String
    /// Relative to the data root.
    public var path: String
    public var rows: Int64
    public var bytes: Int64
    public var sha256: String
    public var rowsByCapture: [Int64: Int64]

    public init(
        table: String, day: String, path: String, rows: Int64, bytes: Int64, sha256: String,
        rowsByCapture: [Int64: Int64]
    ) {
        self.table = table
        self.day = day
        self.path = path
        self.rows = rows
        self.bytes = bytes
        self.sha256 = sha256
        self.rowsByCapture = rowsByCapture
    }
}
