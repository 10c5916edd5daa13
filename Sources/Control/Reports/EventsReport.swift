public import Ledger

/// The newest events, the oldest of them first.
public struct EventsReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var events: [EventRecord]

    public init(view: LedgerView, limit: Int) throws {
        schema = 1
        events = try view.events(limit: min(max(limit, 1), 10_000))
    }
}
