import GRDB

/// Reads of one consistent snapshot.
public struct LedgerView {
    let db: Database

    public func capture(_ id: Int64) throws -> CaptureRecord? {
        try CaptureRecord.fetchOne(db, sql: "SELECT * FROM captures WHERE id = ?", arguments: [id])
    }

    public func requireCapture(_ id: Int64) throws -> CaptureRecord {
        guard let capture = try capture(id) else { throw LedgerError.notFound("capture \(id)") }
        return capture
    }

    public func requireRun(_ id: Int64) throws -> RunRecord {
        guard let run = try RunRecord.fetchOne(db, sql: "SELECT * FROM runs WHERE id = ?", arguments: [id]) else {
            throw LedgerError.notFound("run \(id)")
        }
        return run
    }

    public func requireDataFile(_ id: Int64) throws -> DataFileRecord {
        guard let file = try DataFileRecord.fetchOne(db, sql: "SELECT * FROM data_files WHERE id = ?", arguments: [id])
        else {
            throw LedgerError.notFound("data file \(id)")
        }
        return file
    }

    /// Captures with filters, the newest first.
    public func captures(
        states: [CaptureState]? = nil, server: String? = nil, name: String? = nil, limit: Int = 200
    ) throws -> [CaptureRecord] {
        var conditions: [String] = []
        var arguments: [any DatabaseValueConvertible] = []
        if let states {
            conditions.append("state IN (" + states.map { _ in "?" }.joined(separator: ", ") + ")")
            arguments += states.map(\.rawValue)
        }
        if let server {
            conditions.append("server = ?")
            arguments.append(server)
        }
        if let name {
            conditions.append("(name = ? OR file_name = ? OR source_path = ?)")
            arguments += [name, name, name]
        }
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        arguments.append(limit)
        return try CaptureRecord.fetchAll(
            db, sql: "SELECT * FROM captures \(filter) ORDER BY id DESC LIMIT ?",
            arguments: StatementArguments(arguments))
    }

    /// Captures of one state in chain order (time at the source, then name).
    public func chain(state: CaptureState, server: String? = nil, limit: Int = 1000) throws -> [CaptureRecord] {
        if let server {
            return try CaptureRecord.fetchAll(
                db, sql: "SELECT * FROM captures WHERE state = ? AND server = ? ORDER BY modified_us, name, id LIMIT ?",
                arguments: [state.rawValue, server, limit])
        }
        return try CaptureRecord.fetchAll(
            db, sql: "SELECT * FROM captures WHERE state = ? ORDER BY server, modified_us, name, id LIMIT ?",
            arguments: [state.rawValue, limit])
    }

    /// A capture earlier in the chain that is known and not decoded yet; one that cannot be had is not waited for.
    public func openPredecessor(of capture: CaptureRecord) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT id FROM captures WHERE server = ? AND id <> ?
                AND state IN ('announced', 'fetched', 'incoming', 'processing')
                AND (modified_us, name, id) < (?, ?, ?) AND \(LedgerSchema.mayBeHad) LIMIT 1
                """, arguments: [capture.server, capture.id, capture.modifiedUs, capture.name, capture.id])
    }

    /// The capture that another one waits for, and until when: from its adoption on it waits so long at the most.
    public func predecessorToWaitFor(
        _ capture: CaptureRecord, orderWaitUs: Int64, nowUs: Int64
    ) throws -> (capture: Int64, untilUs: Int64)? {
        let (until, isOver) = (capture.incomingUs ?? 0).addingReportingOverflow(orderWaitUs)
        if !isOver && until <= nowUs { return nil }
        return try openPredecessor(of: capture).map { ($0, isOver ? .max : until) }
    }

    /// Whether a capture later in the chain has been decoded: this one is late, and is decoded alone.
    public func isLate(_ capture: CaptureRecord) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM captures WHERE server = ? AND state IN ('loaded', 'archived', 'expired')
                AND duplicate_of IS NULL AND (modified_us, name, id) > (?, ?, ?))
                """, arguments: [capture.server, capture.modifiedUs, capture.name, capture.id]) ?? false
    }

    /// What became of a file of a name server with this path, size and time; nil: it was never seen, or it had
    /// gone before it was fetched and is wanted again.
    public func state(server: String, of sighting: SourceSighting) throws -> CaptureState? {
        try String.fetchOne(
            db,
            sql: """
                SELECT c.state FROM source_entities e JOIN captures c ON c.id = e.capture
                WHERE e.server = ? AND e.path = ? AND e.size_bytes = ? AND e.modified_us = ? AND c.state <> 'gone'
                """, arguments: [server, sighting.path, sighting.sizeBytes, sighting.modifiedUs]
        ).flatMap(CaptureState.init(rawValue:))
    }

    /// Moves that are not settled, in the order in which they were decided: of one capture also those that are
    /// in conflict or lost: nothing is done with it before a person has settled them.
    public func openIntents(capture: Int64? = nil, after id: Int64 = 0, limit: Int = 10_000) throws -> [IntentRecord] {
        if let capture {
            return try IntentRecord.fetchAll(
                db,
                sql:
                    "SELECT * FROM intents WHERE capture = ? AND id > ? AND +status IN ('open', 'conflict', 'lost') ORDER BY id",
                arguments: [capture, id])
        }
        return try IntentRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM intents WHERE status = 'open' AND \(LedgerSchema.unsettledIntent) AND id > ? ORDER BY id LIMIT ?
                """, arguments: [id, limit])
    }

    /// The same of several captures; nil: of all.
    public func openIntents(captures: [Int64]?, after id: Int64 = 0) throws -> [IntentRecord] {
        guard let captures else { return try openIntents(after: id) }
        return try captures.flatMap { try openIntents(capture: $0, after: id) }.sorted { $0.id < $1.id }
    }

    /// All moves of a capture, settled or not, in the order in which they were decided.
    public func intents(capture: Int64, limit: Int = 1000) throws -> [IntentRecord] {
        try IntentRecord.fetchAll(
            db, sql: "SELECT * FROM intents WHERE capture = ? ORDER BY id LIMIT ?", arguments: [capture, limit])
    }

    /// Intents that could not be applied: conflicts and losses.
    public func troubledIntents() throws -> [IntentRecord] {
        try IntentRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM intents WHERE status IN ('conflict', 'lost') AND \(LedgerSchema.unsettledIntent)
                ORDER BY id LIMIT 1000
                """)
    }

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
}
