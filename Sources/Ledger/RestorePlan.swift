import DurableIO
import GRDB

/// What a restore would do, and what speaks against it.
public struct RestorePlan: Sendable {
    /// The id of the copy's ledger.
    public var ledger: String
    /// The copy's newest event, its hash, and when it was; microseconds since the epoch.
    public var seq: Int64
    public var hash: String
    public var newestUs: Int64?
    public var captures: Int64
    /// The newest checkpoint outside, if it knows of events that the copy does not have.
    public var lost: LedgerCheckpoint?
    /// Reasons not to use this copy.
    public var objections: [String]

    /// - Parameter known: the checkpoints outside.
    init(view: LedgerView, path: String, known: [LedgerCheckpoint]) throws {
        let version = try Int.fetchOne(view.db, sql: "PRAGMA user_version") ?? 0
        guard version <= LedgerSchema.version else {
            throw LedgerError.newerThanProgram(path: path, version: version, known: LedgerSchema.version)
        }
        let end = try view.chainEnd()
        (seq, hash) = (end.seq, end.hash.hexadecimal)
        ledger = try view.ledgerID()
        newestUs = try view.newestEventUs()
        let id = ledger
        let valid = LedgerCheckpoint.valid(known)
        lost = valid.last { $0.ledger == id && $0.seq > end.seq }
        // Those behind the copy's end say nothing about it.
        let report = try view.verify(checkpoints: known.filter { $0.seq <= end.seq && $0.ledger == id })
        captures = report.captures
        objections = report.problems
        if let other = valid.last, other.ledger != id {
            objections.append("the data root's ledger was \(other.ledger), and this is a copy of \(id)")
        }
    }
}
