import Crypto
import Foundation
import GRDB

/// One unit of a group commit: what it changes becomes durable as a whole or not at all.
public struct LedgerTransaction {
    let db: Database
    /// Microseconds since the epoch.
    public let now: Int64

    /// The same data for reading, as this unit has changed it so far.
    public var view: LedgerView { LedgerView(db: db) }

    /// Appends an event to the chain.
    public func append(
        kind: String, capture: Int64? = nil, run: Int64? = nil, subject: String? = nil, from: String? = nil,
        to: String? = nil, who: String? = nil, why: String? = nil
    ) throws {
        let last = try Row.fetchOne(db, sql: "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
        let seq = (last?["seq"] as Int64? ?? 0) + 1
        let previous = last?["hash"] as Data? ?? Data(repeating: 0, count: 32)
        let event = EventRecord(
            seq: seq, time_us: now, kind: kind, capture: capture, run: run, subject: subject, from: from, to: to,
            who: who,
            why: why)
        let body = try EventChain.encode(event)
        try db.execute(
            sql: "INSERT INTO events (seq, capture, run, body, hash) VALUES (?, ?, ?, ?, ?)",
            arguments: [seq, capture, run, body, EventChain.hash(previous: previous, body: body)])
    }

    /// Executes a statement that must change exactly one row: the fence of a unit.
    func changeOne(_ sql: String, _ arguments: StatementArguments, else message: @autoclosure () -> String) throws {
        try db.execute(sql: sql, arguments: arguments)
        guard db.changesCount == 1 else { throw LedgerError.conflict(message()) }
    }
}
