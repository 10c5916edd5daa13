import DurableIO
import Foundation
import GRDB

extension LedgerView {
    /// Whether this ledger was put back from an older copy, and what that copy does not know is still missing. A mark
    /// that cannot be read is one all the same: nothing is deleted because somebody has changed it.
    public func restoreMark() throws -> RestoreMark? {
        let text = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'restored'")
        guard let text else { return nil }
        return (try? JSONDecoder().decode(RestoreMark.self, from: Data(text.utf8)))
            ?? RestoreMark(timeUs: 0, who: "somebody", copy: "an unreadable mark", seq: 0, hash: "")
    }

    /// The checkpoint of the event that set the mark; nil: there is no mark, or the event has been pruned.
    func checkpointOfRestore() throws -> LedgerCheckpoint? {
        guard let mark = try restoreMark(),
            let row = try Row.fetchOne(
                db,
                sql: "SELECT seq, body, hash FROM events WHERE seq > ? AND body LIKE '%\"to\":\"restored\"%' LIMIT 1",
                arguments: [mark.seq])
        else { return nil }
        let (seq, body, hash): (Int64, String, Data) = (row["seq"], row["body"], row["hash"])
        return LedgerCheckpoint(
            kind: .restored, timeUs: mark.timeUs, ledger: try ledgerID(), seq: seq, hash: hash.hexadecimal,
            events: seq - (try anchor()?.seq ?? 0), sums: try EventChain.decode(body).sums ?? "")
    }

    /// Says that the ledger is an older copy, as long as it has its mark; it is a problem if nothing outside says so.
    func explainRestore(_ checkpoints: [LedgerCheckpoint], into report: inout LedgerVerification) throws {
        guard let mark = try restoreMark() else { return }
        report.notes.append(mark.summary)
        let restored = try checkpointOfRestore()
        if checkpoints.contains(where: { $0.seq > mark.seq && $0.kind == .checkpoint }),
            !checkpoints.contains(where: { $0.kind == .restored && $0.hash == restored?.hash })
        {
            report.add(
                "\(mark.summary); ledger.checkpoints does not say so yet: the next start of the daemon writes it there")
        }
    }
}
