package import GRDB

/// One unit of a group commit: what it changes becomes durable as a whole or not at all.
public struct LedgerTransaction {
    package let db: Database
    /// Microseconds since the epoch.
    public let now: Int64

    /// The same data for reading, as this unit has changed it so far.
    public var view: LedgerView { LedgerView(db: db) }

    /// Appends an event to the chain.
    public func append(
        kind: String, capture: Int64? = nil, run: Int64? = nil, subject: String? = nil, from: String? = nil,
        to: String? = nil, who: String? = nil, why: String? = nil
    ) throws {
        try append(
            EventRecord(
                seq: 0, time_us: now, kind: kind, capture: capture, run: run, subject: subject, from: from, to: to,
                who: who, why: why))
    }

    /// Appends an event with the next number.
    func append(_ event: EventRecord) throws {
        let end = try view.chainEnd()
        var event = event
        event.seq = end.seq + 1
        let body = try EventChain.encode(event)
        try db.executeCached(
            sql: "INSERT INTO events (seq, capture, run, body, hash) VALUES (?, ?, ?, ?, ?)",
            arguments: [event.seq, event.capture, event.run, body, EventChain.hash(previous: end.hash, body: body)])
    }

    /// Executes a statement that must change exactly one row: the fence of a unit.
    func changeOne(_ sql: String, _ arguments: StatementArguments, else message: @autoclosure () -> String) throws {
        try db.executeCached(sql: sql, arguments: arguments)
        guard db.changesCount == 1 else { throw LedgerError.conflict(message()) }
    }
}

/// Reads of one consistent snapshot.
public struct LedgerView {
    let db: Database

    public func ledgerID() throws -> String {
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'ledger_id'") ?? ""
    }

    /// Whether captures of a server are known.
    public func knows(server: String) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM capture_counts WHERE server = ?)", arguments: [server]) ?? false
    }

    /// Numbers as a statement takes them: `IN (SELECT value FROM json_each(?))`.
    static func list(_ ids: some Sequence<Int64>) -> String {
        "[" + Set(ids).sorted().map(String.init).joined(separator: ",") + "]"
    }
}
