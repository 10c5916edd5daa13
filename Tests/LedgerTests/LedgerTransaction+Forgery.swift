import Foundation
import GRDB

@testable import Ledger

extension LedgerTransaction {
    /// What somebody would do who can write the file and knows how the chain is made: another past, with hashes that fit.
    func rewriteChain(replacing old: String, with new: String) throws {
        var previous = Data(count: 32)
        for row in try Row.fetchAll(db, sql: "SELECT seq, body FROM events ORDER BY seq") {
            let body = (row["body"] as String).replacingOccurrences(of: old, with: new)
            previous = EventChain.hash(previous: previous, body: body)
            try db.execute(
                sql: "UPDATE events SET body = ?, hash = ? WHERE seq = ?",
                arguments: [body, previous, row["seq"] as Int64])
        }
    }
}
