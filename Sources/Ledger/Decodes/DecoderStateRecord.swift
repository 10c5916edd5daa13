public import GRDB

/// A row of `states`: what a decoder carries from one capture of a chain to the next.
public struct DecoderStateRecord: Codable, Sendable, Equatable {
    public var id: Int64
    public var server: String
    public var capture: Int64
    public var path: String
    public var bytes: Int64
    public var sha256: String
    public var run: Int64?
    public var status: String
    public var consumedBy: Int64?
    public var createdUs: Int64
}

extension DecoderStateRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}

/// What a decode takes over from its chain and leaves to it.
public struct DecodePlace: Sendable, Equatable {
    /// The state that it takes in.
    public var input: DecoderStateRecord?
    /// Whether what still waits at its end goes into a state (else it becomes rows).
    public var writesState: Bool
    /// Whether that state is published. A capture that is decoded again after its successor writes a state and throws
    /// it away, because the successor has the rows.
    public var publishesState: Bool
}

extension LedgerView {
    /// The newest open decoder state of a server.
    public func openState(server: String) throws -> DecoderStateRecord? {
        try DecoderStateRecord.fetchOne(
            db, sql: "SELECT * FROM states WHERE server = ? AND status = 'open' ORDER BY id DESC LIMIT 1",
            arguments: [server])
    }

    /// How a capture is decoded in its chain. The first time it continues the newest open state, or is late and decoded
    /// alone. Decoded again (or as a longer version), it takes in what it or the shorter ones took in before, and never
    /// what they left.
    public func decodePlace(of capture: CaptureRecord) throws -> DecodePlace {
        let family = try family(of: capture.id)
        let list: StatementArguments = ["family": Self.list(family)]
        let written = try Row.fetchAll(
            db,
            sql: "SELECT status, consumed_by FROM states WHERE capture IN (SELECT value FROM json_each(:family))",
            arguments: list)
        let taken = try DecoderStateRecord.fetchOne(
            db,
            sql: """
                SELECT * FROM states WHERE consumed_by IN (SELECT value FROM json_each(:family))
                AND capture NOT IN (SELECT value FROM json_each(:family)) AND +status = 'consumed' ORDER BY id LIMIT 1
                """, arguments: list)
        let isLate = try isLate(capture)
        let isContinued = written.contains { row in
            (row["consumed_by"] as Int64?).map { !family.contains($0) } ?? false
        }
        let isAgain = !written.isEmpty || taken != nil
        return DecodePlace(
            input: isAgain || isLate ? taken : try openState(server: capture.server),
            writesState: !isLate || isContinued, publishesState: !isLate && !isContinued)
    }

    public func states(status: String, olderThanUs: Int64, limit: Int = 1000) throws -> [DecoderStateRecord] {
        try DecoderStateRecord.fetchAll(
            db, sql: "SELECT * FROM states WHERE status = ? AND created_us < ? ORDER BY id LIMIT ?",
            arguments: [status, olderThanUs, limit])
    }

    /// States that the next capture of their chain takes in.
    public func openStates() throws -> [DecoderStateRecord] {
        try DecoderStateRecord.fetchAll(db, sql: "SELECT * FROM states WHERE status = 'open' ORDER BY id")
    }
}

extension LedgerTransaction {
    public func removed(state id: Int64) throws {
        try db.executeCached(sql: "UPDATE states SET status = 'removed' WHERE id = ?", arguments: [id])
    }

    /// An open state whose file is gone: no capture takes it in.
    public func giveUp(state id: Int64) throws {
        try changeOne(
            "UPDATE states SET status = 'removed' WHERE id = ? AND status = 'open'", [id],
            else: "state \(id) is not open any more")
    }
}
