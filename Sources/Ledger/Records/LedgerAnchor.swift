public import Foundation
public import GRDB

/// Where the chain begins after events have been pruned: the row of `anchors`.
public struct LedgerAnchor: Codable, Sendable, Equatable {
    /// The newest event that was removed, and its hash: what the next one follows.
    public var seq: Int64
    public var hash: Data
    /// How many events have been removed.
    public var events: Int64
    /// The sum over the states that captures and runs had then, of those that are still there.
    public var states: Data
    public var createdUs: Int64
}

extension LedgerAnchor: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}
