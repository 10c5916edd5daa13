import Foundation
import GRDB

/// The mark of a ledger that was put back from an older copy.
extension LedgerTransaction {
    private static let key = "restored"

    /// Sets the mark, says so in the chain, and sees to it that no number of a capture, a run or a file is given twice:
    /// files on disk may have those that were given after the copy was made.
    public func markRestored(_ mark: RestoreMark) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try db.executeCached(
            sql: """
                INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
                """, arguments: [Self.key, String(decoding: try encoder.encode(mark), as: UTF8.self)])
        for table in ["captures", "runs", "data_files"] { try leaveRoom(in: table, behind: mark) }
        try append(
            kind: "ledger", subject: mark.copy, from: mark.lostSeq.map { "event \($0) \(mark.lostHash ?? "")" },
            to: "restored", who: mark.who, why: "event \(mark.seq) \(mark.hash) was the newest one of the copy")
    }

    /// What the copy did not know has been brought in, or given up: things may be deleted again. Gives whether there was
    /// a mark.
    @discardableResult
    public func clearRestoreMark(who: String, why: String? = nil) throws -> Bool {
        guard let mark = try view.restoreMark() else { return false }
        try db.executeCached(sql: "DELETE FROM meta WHERE key = ?", arguments: [Self.key])
        try append(kind: "ledger", subject: mark.copy, from: "restored", to: "repaired", who: who, why: why)
        return true
    }

    /// Every new row has an event, so that the lost events bound the lost numbers; what came after the last checkpoint
    /// is far less than a million.
    private func leaveRoom(in table: String, behind mark: RestoreMark) throws {
        let million: Int64 = 1_000_000
        let newest = max(
            try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table]) ?? 0,
            try Int64.fetchOne(db, sql: "SELECT max(id) FROM \(table)") ?? 0)
        let lost = max(0, (mark.lostSeq ?? mark.seq) - mark.seq)
        let next = (newest + lost + 2 * million - 1) / million * million
        try db.executeCached(sql: "DELETE FROM sqlite_sequence WHERE name = ?", arguments: [table])
        try db.executeCached(sql: "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", arguments: [table, next])
    }
}
