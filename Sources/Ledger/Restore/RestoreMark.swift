import DurableIO
import Foundation
import GRDB
import Model

/// What a ledger says of itself after it was put back from an older copy, until somebody has brought in what the copy
/// does not know: a row of `meta`. While it is there nothing is deleted.
public struct RestoreMark: Codable, Sendable, Equatable {
    /// When the copy was put in the ledger's place, microseconds since the epoch.
    public var timeUs: Int64
    public var who: String
    /// The path of the copy.
    public var copy: String
    /// The copy's newest event, and its hash in lower-case hex; the event after it says that the copy was put back.
    public var seq: Int64
    public var hash: String
    /// The newest event that a checkpoint outside knew of the ledger that was lost, if the copy is older.
    public var lostSeq: Int64?
    public var lostHash: String?

    public init(
        timeUs: Int64, who: String, copy: String, seq: Int64, hash: String, lostSeq: Int64? = nil,
        lostHash: String? = nil
    ) {
        self.timeUs = timeUs
        self.who = who
        self.copy = copy
        self.seq = seq
        self.hash = hash
        self.lostSeq = lostSeq
        self.lostHash = lostHash
    }

    /// One line, for a person.
    public var summary: String {
        let lost = lostSeq.map { ", events up to at least \($0) are lost" } ?? ""
        return "the ledger was restored by \(who) from a backup that ended with event \(seq)\(lost)"
    }
}

/// The mark of a ledger that was put back from an older copy.
extension LedgerTransaction {
    private static let key = "restored"

    /// Sets the mark, says so in the chain, and sees to it that no number of a capture, a run or a file is given twice:
    /// files on disk may have those that were given after the copy was made.
    public func markRestored(_ mark: RestoreMark) throws {
        try db.executeCached(
            sql: """
                INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
                """, arguments: [Self.key, try JSONEncoder.stable().text(mark)])
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

extension LedgerView {
    /// Whether this ledger was put back from an older copy, and what that copy does not know is still missing. A mark
    /// that cannot be read is one all the same: nothing is deleted because somebody has changed it.
    public func restoreMark() throws -> RestoreMark? {
        let text = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'restored'")
        guard let text else { return nil }
        return (try? JSONDecoder().decode(RestoreMark.self, from: Data(text.utf8)))
            ?? RestoreMark(timeUs: 0, who: "somebody", copy: "an unreadable mark", seq: 0, hash: "")
    }

    /// The checkpoint of the event that set the mark; `nil`: there is no mark, or the event has been pruned.
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
