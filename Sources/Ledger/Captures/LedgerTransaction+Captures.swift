import GRDB

/// Captures: from the source to the claim, and to the archive.
extension LedgerTransaction {
    /// Moves a capture to another state and writes the event. `assignments` are further columns ("column = ?").
    public func transition(
        capture id: Int64, from expected: CaptureState, to next: CaptureState, run: Int64? = nil, who: String? = nil,
        why: String? = nil
    ) throws {
        guard expected.successors.contains(next) else {
            throw LedgerError.noSuchTransition("capture \(id): \(expected.rawValue) → \(next.rawValue)")
        }
        try changeOne(
            """
            UPDATE captures SET state = ?, changed_us = ?, over_us = NULL, over_by = NULL, over_why = NULL
            WHERE id = ? AND state = ?
            """,
            [next.rawValue, now, id, expected.rawValue],
            else: "capture \(id) is no longer \(expected.rawValue)")
        try append(
            kind: "capture", capture: id, run: run, from: expected.rawValue, to: next.rawValue, who: who, why: why)
        if next.endsFailures { try settleFailures(capture: id, why: "capture \(id) is \(next.rawValue)") }
    }

    /// The bytes of an announced capture are in `captures/<server>/`, whole and synced.
    public func fetched(capture id: Int64, directory: String, fileName: String, sizeBytes: Int64, run: Int64?) throws {
        try transition(capture: id, from: .announced, to: .fetched, run: run)
        try db.executeCached(
            sql: "UPDATE captures SET directory = ?, file_name = ?, size_bytes = ?, fetched_us = ? WHERE id = ?",
            arguments: [directory, fileName, sizeBytes, now, id])
    }

    /// A file that appeared in `captures/<server>/` by itself (pushed) and is stable.
    ///
    /// - Parameter name: what it was called when it came; `nil`: what it is called now.
    public func adoptPushed(
        server: String, directory: String, name: String? = nil, fileName: String, sizeBytes: Int64, modifiedUs: Int64
    ) throws -> Int64 {
        try db.executeCached(
            sql: """
                INSERT INTO captures (server, name, state, size_bytes, modified_us, directory, file_name, announced_us, fetched_us, changed_us)
                VALUES (?, ?, 'fetched', ?, ?, ?, ?, ?, ?, ?)
                """, arguments: [server, name ?? fileName, sizeBytes, modifiedUs, directory, fileName, now, now, now])
        let id = db.lastInsertedRowID
        try append(
            kind: "capture", capture: id, subject: server + ":" + (name ?? fileName), to: CaptureState.fetched.rawValue,
            why: "found in \(directory)")
        return id
    }

    /// A fetched capture is hashed and moves to `incoming/`.
    ///
    /// - Parameter findings: what a comparison with its relatives has found; `nil` if it has not been compared yet.
    /// - Throws: `LedgerError.conflict` if a relative was adopted since the comparison: compare again.
    public func adopt(
        capture: CaptureRecord, sha256: String, sizeBytes: Int64, run: Int64?, findings: PrefixFindings? = nil
    ) throws {
        try transition(capture: capture.id, from: .fetched, to: .incoming, run: run)
        try db.executeCached(
            sql: "UPDATE captures SET sha256 = ?, size_bytes = ?, incoming_us = ? WHERE id = ?",
            arguments: [sha256, sizeBytes, now, capture.id])
        if let findings { try record(findings, of: capture) }
        try intendMove(capture: capture.id, to: "incoming/\(capture.server)", name: capture.localName)
    }

    /// An incoming capture is claimed by a run and moves to `processing/`. A capture with an open move is refused.
    public func claim(capture id: Int64, run: Int64) throws {
        guard try view.openIntents(capture: id).isEmpty else {
            throw LedgerError.conflict("capture \(id) is being moved")
        }
        try transition(capture: id, from: .incoming, to: .processing, run: run)
        try db.executeCached(
            sql: "UPDATE captures SET run = ?, attempts = attempts + 1 WHERE id = ?", arguments: [run, id])
        let record = try view.requireCapture(id)
        try intendMove(capture: id, to: "processing/\(record.server)", name: record.localName)
    }

    /// A processing capture goes back to `incoming/` (failed, interrupted or orphaned); the next run has a new cause.
    public func release(capture id: Int64, why: String, orphaned: Bool, run: Int64?) throws {
        try transition(capture: id, from: .processing, to: .incoming, run: run, why: why)
        try db.executeCached(
            sql: "UPDATE captures SET run = NULL, orphaned = orphaned + ? WHERE id = ?",
            arguments: [orphaned ? 1 : 0, id])
        let record = try view.requireCapture(id)
        try intendMove(capture: id, to: "incoming/\(record.server)", name: record.localName)
    }

    /// A capture that cannot be processed moves to `quarantine/` with its reason.
    public func quarantine(capture id: Int64, why: String, run: Int64?, who: String? = nil) throws {
        let record = try view.requireCapture(id)
        try transition(capture: id, from: record.state, to: .quarantined, run: run, who: who, why: why)
        try db.executeCached(sql: "UPDATE captures SET reason = ?, run = NULL WHERE id = ?", arguments: [why, id])
        try intendMove(capture: id, to: "quarantine/\(record.server)", name: record.localName)
        try reviveDuplicates(of: id)
    }

    /// An operator brings a capture back to `incoming/`: from quarantine, or to be decoded again.
    public func reprocess(capture id: Int64, who: String, why: String?) throws {
        let record = try view.requireCapture(id)
        guard [.quarantined, .archived, .loaded].contains(record.state) else {
            throw LedgerError.conflict(
                "capture \(id) is \(record.state.rawValue); only quarantined, loaded and archived ones can be processed again"
            )
        }
        try transition(capture: id, from: record.state, to: .incoming, who: who, why: why ?? "retry")
        try db.executeCached(
            sql: """
                UPDATE captures SET reason = NULL, run = NULL, attempts = 0, orphaned = 0, duplicate_of = NULL,
                    generation = generation + 1, incoming_us = ?
                WHERE id = ?
                """, arguments: [now, id])
        try intendMove(capture: id, to: "incoming/\(record.server)", name: record.localName)
    }

    /// A loaded (or duplicate) capture moves to the archive.
    public func archive(capture id: Int64, day: String, run: Int64?) throws {
        let record = try view.requireCapture(id)
        try transition(capture: id, from: record.state, to: .archived, run: run)
        try db.executeCached(sql: "UPDATE captures SET archived_us = ?, run = NULL WHERE id = ?", arguments: [now, id])
        try intendMove(capture: id, to: "archive/\(record.server)/\(day)", name: record.localName)
    }

    /// The bytes of a capture leave for `trash/`: by the retention policy, or because an operator says so.
    public func expire(capture id: Int64, why: String, run: Int64?, who: String? = nil) throws {
        let record = try view.requireCapture(id)
        try transition(capture: id, from: record.state, to: .expired, run: run, who: who, why: why)
        if record.path != nil { try intendMove(capture: id, to: "trash", name: record.localName) }
        if record.state == .quarantined { try forgetPackets(of: id) }
    }

    /// An operator gives up captures in quarantine, all of them or none.
    ///
    /// - Throws: `LedgerError.notFound`; `LedgerError.conflict` if one of them is not in quarantine, or is being moved.
    public func dismiss(captures: [Int64], who: String, why: String?) throws {
        for id in captures {
            let record = try view.requireCapture(id)
            guard record.state == .quarantined else {
                throw LedgerError.conflict("capture \(id) is \(record.state.rawValue), not in quarantine")
            }
            guard try view.openIntents(capture: id).isEmpty else {
                throw LedgerError.conflict("capture \(id) is being moved; try again")
            }
            try expire(capture: id, why: why ?? "dismissed", run: nil, who: who)
        }
    }
}
