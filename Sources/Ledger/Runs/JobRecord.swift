public import GRDB

/// A row of `jobs`.
public struct JobRecord: Codable, Sendable, Equatable {
    public var name: String
    public var kind: String
    public var definitionSha256: String
    public var enabled: Bool
    public var present: Bool
    public var pausedReason: String?
    public var pausedBy: String?
    public var pausedUntilUs: Int64?
    public var lastNominalUs: Int64?
    public var nextDueUs: Int64?
    public var changedUs: Int64

    public init(name: String, kind: String, definitionSha256: String, enabled: Bool) {
        self.name = name
        self.kind = kind
        self.definitionSha256 = definitionSha256
        self.enabled = enabled
        present = true
        changedUs = 0
    }
}

extension JobRecord {
    /// Whether an operator holds it back at a time.
    public func isPaused(nowUs: Int64) -> Bool { pausedReason != nil && (pausedUntilUs ?? .max) > nowUs }
}

extension JobRecord: FetchableRecord {
    public static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
}

extension LedgerView {
    public func jobs() throws -> [JobRecord] {
        try JobRecord.fetchAll(db, sql: "SELECT * FROM jobs WHERE present = 1 ORDER BY name")
    }

    /// Whether a job is loaded, or has had runs.
    public func knows(job: String) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM jobs WHERE name = ?) OR EXISTS (SELECT 1 FROM runs WHERE job = ?)",
            arguments: [job, job]) ?? false
    }
}

extension LedgerTransaction {
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

    /// Remembers what the scheduler has fired.
    public func recordFire(job: String, nominalUs: Int64?, nextDueUs: Int64?) throws {
        try db.executeCached(
            sql: "UPDATE jobs SET last_nominal_us = coalesce(?, last_nominal_us), next_due_us = ? WHERE name = ?",
            arguments: [nominalUs, nextDueUs, job])
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
}
