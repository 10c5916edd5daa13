import GRDB

/// The daemon's own life, its jobs, readers' leases and what operators ask.
extension LedgerTransaction {
    /// A daemon starts: the incarnation before it, if it never ended, has crashed.
    public func beginIncarnation(bootID: String, pid: Int32, program: String) throws -> (
        id: Int64, previousCrashed: Bool
    ) {
        try db.executeCached(
            sql: "UPDATE incarnations SET ended_us = ?, end_kind = 'crashed' WHERE ended_us IS NULL", arguments: [now])
        let crashed = db.changesCount > 0
        try db.executeCached(
            sql: "INSERT INTO incarnations (boot_id, pid, started_us, program) VALUES (?, ?, ?, ?)",
            arguments: [bootID, pid, now, program])
        let id = db.lastInsertedRowID
        try append(
            kind: "daemon", subject: "incarnation \(id)", to: "started",
            why: crashed ? "the one before did not end in order" : nil)
        return (id, crashed)
    }

    public func endIncarnation(_ id: Int64) throws {
        try db.executeCached(
            sql: "UPDATE incarnations SET ended_us = ?, end_kind = 'orderly' WHERE id = ? AND ended_us IS NULL",
            arguments: [now, id])
        try append(kind: "daemon", subject: "incarnation \(id)", to: "ended")
    }

    /// Brings `jobs` in line with the definitions that are loaded. What operators said (pause) stays.
    public func syncJobs(_ jobs: [JobRecord]) throws {
        try db.executeCached(sql: "UPDATE jobs SET present = 0")
        for job in jobs {
            let known = try String.fetchOne(
                db, sql: "SELECT definition_sha256 FROM jobs WHERE name = ?", arguments: [job.name])
            try db.executeCached(
                sql: """
                    INSERT INTO jobs (name, kind, definition_sha256, enabled, present, changed_us) VALUES (?, ?, ?, ?, 1, ?)
                    ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, definition_sha256 = excluded.definition_sha256,
                        enabled = excluded.enabled, present = 1
                    """, arguments: [job.name, job.kind, job.definitionSha256, job.enabled ? 1 : 0, now])
            if known != job.definitionSha256 {
                try append(
                    kind: "job", subject: job.name, to: known == nil ? "added" : "changed",
                    why: "definition \(job.definitionSha256.prefix(12))")
            }
        }
    }

    /// - Throws: `LedgerError.notFound` if there is no such job.
    public func pause(job: String, who: String, reason: String?, untilUs: Int64?) throws {
        try requireJob(job)
        try changeOne(
            "UPDATE jobs SET paused_reason = ?, paused_by = ?, paused_until_us = ?, changed_us = ? WHERE name = ?",
            [reason ?? "no reason given", who, untilUs, now, job], else: "no job \(job)")
        try append(kind: "job", subject: job, to: "paused", who: who, why: reason)
    }

    /// - Throws: `LedgerError.notFound` if there is no such job.
    public func resume(job: String, who: String, reason: String?) throws {
        try requireJob(job)
        try changeOne(
            "UPDATE jobs SET paused_reason = NULL, paused_by = NULL, paused_until_us = NULL, changed_us = ? WHERE name = ?",
            [now, job], else: "no job \(job)")
        try append(kind: "job", subject: job, to: "resumed", who: who, why: reason)
    }

    private func requireJob(_ name: String) throws {
        let isKnown = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM jobs WHERE name = ?)", arguments: [name])
        guard isKnown == true else { throw LedgerError.notFound("job \(name)") }
    }

    /// Takes a lease on the live set: the snapshot's files keep their paths until it is released or expires.
    public func lease(holder: String, pid: Int32, seconds: Int64) throws -> Snapshot {
        try db.executeCached(
            sql: "INSERT INTO leases (holder, pid, created_us, expires_us) VALUES (?, ?, ?, ?)",
            arguments: [holder, pid, now, now + seconds * 1_000_000])
        let id = db.lastInsertedRowID
        let files = try view.liveSet()
        for file in files {
            try db.executeCached(sql: "INSERT INTO lease_files (lease, file) VALUES (?, ?)", arguments: [id, file.id])
        }
        return Snapshot(lease: id, files: files)
    }

    public func release(lease id: Int64) throws {
        try db.executeCached(sql: "DELETE FROM lease_files WHERE lease = ?", arguments: [id])
        try db.executeCached(
            sql: "UPDATE leases SET released_us = ? WHERE id = ? AND released_us IS NULL", arguments: [now, id])
    }

    /// Releases what has expired, or whose process is gone.
    public func releaseExpiredLeases(isAlive: (Int32) -> Bool = { _ in true }) throws {
        for lease in try Row.fetchAll(db, sql: "SELECT id, pid, expires_us FROM leases WHERE released_us IS NULL") {
            let (id, pid, end): (Int64, Int64, Int64) = (lease["id"], lease["pid"], lease["expires_us"])
            if end <= now || !isAlive(Int32(truncatingIfNeeded: pid)) { try release(lease: id) }
        }
    }

    /// Records an operator's request. Gives the first answer if the request's id is known.
    public func recordAction(_ action: OperatorAction) throws -> String {
        if let known = try String.fetchOne(
            db, sql: "SELECT result FROM operator_actions WHERE request_id = ?", arguments: [action.requestID])
        {
            return known
        }
        try db.executeCached(
            sql: """
                INSERT INTO operator_actions (time_us, request_id, who, uid, pid, action, subject, reason, result)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                now, action.requestID, action.who, action.uid, action.pid, action.action, action.subject, action.reason,
                action.result,
            ])
        try append(
            kind: "operator", subject: action.action + " " + action.subject, to: action.result, who: action.who,
            why: action.reason)
        return action.result
    }
}
