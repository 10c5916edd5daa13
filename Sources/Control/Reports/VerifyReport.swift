public import Ledger

/// `entradactl ledger verify`.
public struct VerifyReport: Codable, Sendable, Equatable {
    public var schema: Int
    /// Of which ledger.
    public var ledger: String
    public var verification: LedgerVerification

    /// - Parameter checkpoints: what was kept outside the ledger, read before the view was made.
    public init(view: LedgerView, checkpoints: [LedgerCheckpoint] = []) throws {
        schema = 1
        ledger = try view.ledgerID()
        verification = try view.verify(checkpoints: checkpoints)
    }
}

/// The newest events, the oldest of them first.
public struct EventsReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var events: [EventRecord]

    public init(view: LedgerView, limit: Int) throws {
        schema = 1
        events = try view.events(limit: min(max(limit, 1), 10_000))
    }
}
