import GRDB

/// Captures: one, lists of them, and their order in a chain.
extension LedgerView {
    public func capture(_ id: Int64) throws -> CaptureRecord? {
        try CaptureRecord.fetchOne(db, sql: "SELECT * FROM captures WHERE id = ?", arguments: [id])
    }

    public func requireCapture(_ id: Int64) throws -> CaptureRecord {
        guard let capture = try capture(id) else { throw LedgerError.notFound("capture \(id)") }
        return capture
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
    func isLate(_ capture: CaptureRecord) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM captures WHERE server = ? AND state IN ('loaded', 'archived', 'expired')
                AND duplicate_of IS NULL AND (modified_us, name, id) > (?, ?, ?))
                """, arguments: [capture.server, capture.modifiedUs, capture.name, capture.id]) ?? false
    }

    /// Whether a capture that is not loaded yet may still bring rows for a day that ends at `endUs`.
    public func hasOpenCapture(untilUs endUs: Int64) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM captures WHERE state IN ('announced', 'fetched', 'incoming', 'processing')
                AND modified_us < ? AND \(LedgerSchema.mayBeHad))
                """, arguments: [endUs + 3_600_000_000]) ?? false
    }

    /// Captures of these states whose first packet (or, undecoded, whose file) is of `[fromUs, toUs)`, in the order of
    /// their chains. Reads all captures of the states: for orders, not for lists that are shown again and again.
    public func captures(
        states: [CaptureState], server: String?, fromUs: Int64?, toUs: Int64?, limit: Int
    ) throws -> [CaptureRecord] {
        var conditions = ["state IN (" + states.map { _ in "?" }.joined(separator: ", ") + ")"]
        var arguments: [any DatabaseValueConvertible] = states.map(\.rawValue)
        if let server {
            conditions.append("server = ?")
            arguments.append(server)
        }
        if let fromUs {
            conditions.append("coalesce(first_packet_us, modified_us) >= ?")
            arguments.append(fromUs)
        }
        if let toUs {
            conditions.append("coalesce(first_packet_us, modified_us) < ?")
            arguments.append(toUs)
        }
        arguments.append(limit)
        return try CaptureRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM captures WHERE \(conditions.joined(separator: " AND "))
                ORDER BY server, modified_us, name, id LIMIT ?
                """, arguments: StatementArguments(arguments))
    }

    /// When the newest capture of a server was written at its source; `nil`: none is known.
    public func newestModifiedUs(server: String) throws -> Int64? {
        // One look into the index for each state: a server may have a million captures.
        try CaptureState.allCases.compactMap { state in
            try Int64.fetchOne(
                db, sql: "SELECT max(modified_us) FROM captures WHERE state = ? AND server = ?",
                arguments: [state.rawValue, server])
        }.max()
    }

    /// When the newest captures of a server were written there, the newest first.
    public func newestCaptureTimes(server: String, limit: Int) throws -> [Int64] {
        var times: [Int64] = []
        for state in CaptureState.allCases {
            times += try Int64.fetchAll(
                db,
                sql: """
                    SELECT modified_us FROM captures WHERE state = ? AND server = ? ORDER BY modified_us DESC LIMIT ?
                    """, arguments: [state.rawValue, server, limit])
        }
        return Array(times.sorted(by: >).prefix(limit))
    }

    /// Captures by server and state.
    public func backlog() throws -> [Backlog] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT server, state, captures, bytes, (
                    SELECT min(changed_us) FROM captures WHERE captures.server = capture_counts.server
                    AND captures.state = capture_counts.state) AS oldest
                FROM capture_counts WHERE captures > 0 ORDER BY server, state
                """
        ).compactMap { row in
            guard let state = CaptureState(rawValue: row["state"]) else { return nil }
            return Backlog(
                server: row["server"], state: state, captures: row["captures"], bytes: row["bytes"],
                oldestUs: row["oldest"])
        }
    }
}

/// Captures that have bytes on disk, for what deletes them and what looks for them.
extension LedgerView {
    /// Captures of the archive that were loaded, and whose last packet was, before an instant; the oldest first.
    public func archived(server: String? = nil, beforeUs: Int64, limit: Int = 1000) throws -> [CapturePlace] {
        try places("SELECT * \(Self.archivedBefore) ORDER BY id LIMIT ?", [server, server, beforeUs, limit])
    }

    /// Captures that have been in quarantine since before an instant; the oldest first.
    public func quarantined(beforeUs: Int64, limit: Int) throws -> [CapturePlace] {
        try places(
            "SELECT * FROM captures WHERE state = 'quarantined' AND changed_us < ? ORDER BY id LIMIT ?",
            [beforeUs, limit])
    }

    /// How many captures `archived` would give without a limit.
    public func archivedCount(server: String, beforeUs: Int64) throws -> Int64 {
        try Int64.fetchOne(
            db, sql: "SELECT count(*) \(Self.archivedBefore)", arguments: [server, server, beforeUs]) ?? 0
    }

    /// Bytes of the captures that have come into the archive since then.
    public func archivedBytes(sinceUs: Int64) throws -> Int64 {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT coalesce(sum(size_bytes), 0) FROM captures
                WHERE state = 'archived' AND coalesce(loaded_us, archived_us) > ?
                """, arguments: [sinceUs]) ?? 0
    }

    /// Returns each capture that has a file, in no order.
    public func eachCapturePlace(_ body: (CapturePlace) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, state, directory, file_name, size_bytes FROM captures
                WHERE state IN ('fetched', 'incoming', 'processing', 'loaded', 'archived', 'quarantined', 'duplicate')
                AND directory IS NOT NULL AND file_name IS NOT NULL
                """)
        while let row = try rows.next() {
            guard let state = CaptureState(rawValue: row["state"]) else { continue }
            let (directory, name): (String, String) = (row["directory"], row["file_name"])
            try body(
                CapturePlace(
                    id: row["id"], state: state, path: directory + "/" + name, sizeBytes: row["size_bytes"]))
        }
    }

    private func places(_ sql: String, _ arguments: StatementArguments) throws -> [CapturePlace] {
        try CaptureRecord.fetchAll(db, sql: sql, arguments: arguments).map { capture in
            CapturePlace(
                id: capture.id, state: capture.state, path: capture.path ?? capture.localName,
                sizeBytes: capture.sizeBytes)
        }
    }

    private static let archivedBefore = """
        FROM captures WHERE state = 'archived' AND (? IS NULL OR server = ?)
        AND max(coalesce(loaded_us, archived_us), coalesce(last_packet_us, 0)) < ?
        """
}
