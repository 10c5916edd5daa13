public import GRDB

/// A row of `jobs`.
public struct JobRecord: Codable, Sendable, Equatable {
    public var name: String
    public var kind: String
    public var definitionSha256: String
    public var enabled: Bool
    public var present: Bool
    public var pausedReason: String?
    public var pausedBy: String?
    public var pausedUntilUs: Int64?
    public var lastNominalUs: Int64?
    public var nextDueUs: Int64?
    public var changedUs: Int64

    public init(name: String, kind: String, definitionSha256: String, enabled: Bool) {
        self.name = name
        self.kind = kind
        self.definitionSha256 = definitionSha256
        self.enabled = enabled
        present = true
        changedUs = 0
    }
}

extension JobRecord {
    /// Whether an operator holds it back at a time.
    public func isPaused(nowUs: Int64) -> Bool { pausedReason != nil && (pausedUntilUs ?? .max) > nowUs }
}

extension JobRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}
