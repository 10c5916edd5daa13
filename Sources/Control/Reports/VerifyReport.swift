public import Ledger

/// `entradactl ledger verify`.
public struct VerifyReport: Codable, Sendable, Equatable {
    public var schema: Int
    /// Of which ledger.
    public var ledger: String
    public var verification: LedgerVerification

    public init(view: LedgerView) throws {
        schema = 1
        ledger = try view.ledgerID()
        verification = try view.verify()
    }
}
