import DurableIO
import Foundation
import GRDB
import Model

/// What the ledger was at an instant, to be kept outside of it.
public struct LedgerCheckpoint: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable {
        case checkpoint
        /// An operator put a backup in the ledger's place: checkpoints before this line that are behind `seq` are void.
        case restored
    }

    public var kind: Kind
    /// Microseconds since the epoch.
    public var timeUs: Int64
    /// The ledger's id.
    public var ledger: String
    /// The newest event, and its hash in lower-case hex.
    public var seq: Int64
    public var hash: String
    /// How many events there were; the ones before have been pruned.
    public var events: Int64
    /// The digest of the sums over all rows.
    public var sums: String

    /// Those that the chain has to agree with, in their order: a restore voids what came after the copy that it put back.
    static func valid(_ checkpoints: [LedgerCheckpoint]) -> [LedgerCheckpoint] {
        var valid: [LedgerCheckpoint] = []
        for checkpoint in checkpoints {
            if checkpoint.kind == .restored {
                valid.removeAll {
                    $0.seq > checkpoint.seq || ($0.seq == checkpoint.seq && $0.hash != checkpoint.hash)
                        || $0.ledger != checkpoint.ledger
                }
            }
            valid.append(checkpoint)
        }
        return valid
    }

    var timeText: String {
        Date(timeIntervalSince1970: Double(timeUs) / 1e6).formatted(.iso8601)
    }
}

extension LedgerView {
    public func checkpoint(_ kind: LedgerCheckpoint.Kind = .checkpoint, nowUs: Int64) throws -> LedgerCheckpoint {
        let end = try chainEnd()
        return LedgerCheckpoint(
            kind: kind, timeUs: nowUs, ledger: try ledgerID(), seq: end.seq, hash: end.hash.hexadecimal,
            events: end.seq - (try anchor()?.seq ?? 0), sums: try hasSums ? rowDigest() : "")
    }

    /// The checkpoints that the chain behind the anchor has to agree with; those that are at the anchor are compared here.
    func vouching(
        _ checkpoints: [LedgerCheckpoint], anchor: LedgerAnchor?, into report: inout LedgerVerification
    ) throws -> [LedgerCheckpoint] {
        let valid = LedgerCheckpoint.valid(checkpoints)
        try explainRestore(checkpoints, into: &report)
        report.checkpoints = Int64(valid.count)
        let id = try ledgerID()
        if let other = valid.last(where: { $0.ledger != id }) {
            report.add(
                "a checkpoint of \(other.timeText) is of another ledger, \(other.ledger): was this one put in its place?"
            )
        }
        if let anchor, let other = valid.first(where: { $0.seq == anchor.seq && $0.hash != anchor.hash.hexadecimal }) {
            report.add("the anchor, event \(anchor.seq): a checkpoint of \(other.timeText) has another hash")
        }
        if let newest = valid.last, newest.seq == (try chainEnd().seq), try hasSums, try rowDigest() != newest.sums {
            report.add("the rows differ from what a checkpoint of \(newest.timeText) says")
        }
        return valid.filter { $0.seq > (anchor?.seq ?? 0) && $0.ledger == id }
    }
}
