public import GRDB

/// A row of `attempts`.
public struct AttemptRecord: Codable, Sendable, Equatable {
    public var run: Int64
    public var number: Int64
    public var incarnation: Int64
    public var startedUs: Int64
    public var finishedUs: Int64?
    public var outcome: String?
    public var exitCode: Int64?
    public var message: String?
}

extension AttemptRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}
