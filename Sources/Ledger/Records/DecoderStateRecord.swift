public import GRDB

/// A row of `states`: what a decoder carries from one capture of a chain to the next.
public struct DecoderStateRecord: Codable, Sendable, Equatable {
    public var id: Int64
    public var server: String
    public var capture: Int64
    public var path: String
    public var bytes: Int64
    public var sha256: String
    public var run: Int64?
    public var status: String
    public var consumedBy: Int64?
    public var createdUs: Int64
}

extension DecoderStateRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}
