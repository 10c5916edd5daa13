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
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}
