public import GRDB

/// A row of `runs`.
public struct RunRecord: Codable, Sendable, Equatable {
    public var id: Int64
    public var job: String
    public var kind: String
    public var subject: String
    public var cause: String
    public var state: RunState
    public var priority: Int64
    public var nominalUs: Int64
    public var dueUs: Int64
    public var availableUs: Int64
    public var startedUs: Int64?
    public var finishedUs: Int64?
    public var attempt: Int64
    public var failures: Int64
    public var orphaned: Int64
    public var incarnation: Int64?
    public var workerPid: Int64?
    public var workerStart: String?
    public var error: String?
    public var result: String?
    public var requestedBy: String?
    public var reason: String?
}

extension RunRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}
