public import GRDB

/// A row of `intents`: a move or a removal that has been decided.
public struct IntentRecord: Codable, Sendable, Equatable {
    public var id: Int64
    public var capture: Int64?
    public var kind: String
    public var source: String
    public var target: String?
    public var sizeBytes: Int64
    public var sha256: String?
    public var status: String
    public var message: String?
}

extension IntentRecord: FetchableRecord {
    /// By hand: decoding by names that are turned from snake case costs several times as much, and a start reads many.
    public init(row: Row) throws {
        id = row["id"]
        capture = row["capture"]
        kind = row["kind"]
        source = row["source"]
        target = row["target"]
        sizeBytes = row["size_bytes"]
        sha256 = row["sha256"]
        status = row["status"]
        message = row["message"]
    }
}
