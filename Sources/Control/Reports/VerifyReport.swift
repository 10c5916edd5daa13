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
