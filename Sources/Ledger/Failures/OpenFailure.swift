import GRDB
public import Model

/// Something that has failed permanently, and that nobody has made good or acknowledged.
///
/// It is over as soon as a later run of the same job and subject completes, or an operator acknowledges it. A newer failure
/// of the same job and subject is open again. `status --check`, `/health`, alerts, `why`, `retry --failed` and the metrics
/// all ask `LedgerView.openFailures`, so that they cannot disagree.
public struct OpenFailure: Codable, Sendable, Equatable {
    /// The newest run that failed; `nil`: a capture that no run has put into quarantine.
    public var run: Int64?
    /// nil with `run`.
    public var job: String?
    public var subject: RunSubject
    public var capture: Int64?
    /// The capture's server.
    public var server: String?
    /// The capture is in quarantine now; if not, it is being tried again.
    public var isQuarantined: Bool
    /// When it failed; microseconds since the epoch.
    public var sinceUs: Int64
    public var error: String?
    /// The run was to tell somebody of another failure: no alert tells of it, since it would tell in the same way.
    public var isMessage: Bool

    /// `run 12 of decode (capture:4711)`, `capture 4711 of ns1`.
    public var name: String {
        if let run, let job { return "run \(run) of \(job) (\(subject))" }
        return "capture \(capture ?? 0) of \(server ?? "?")"
    }

    /// What `entradactl ack` takes.
    public var key: String { run.map { "\($0)" } ?? "\(subject)" }
}

/// The failures that are open at one moment.
public struct OpenFailures: Sendable, Equatable {
    /// The newest first; no more than were asked for.
    public var list: [OpenFailure] = []
    /// How many there are.
    public var count = 0
    /// Captures in quarantine that nobody has acknowledged, by server.
    public var quarantined: [String: Int] = [:]

    public init() {}

    /// `1 failure is open`, `3 failures are open`.
    public var summary: String { count == 1 ? "1 failure is open" : "\(count) failures are open" }
}

extension LedgerView {
    /// The most failures that one question lists.
    public static let failureLimit = 1000

    /// What has failed permanently and is not over: the newest failure of each job and subject.
    ///
    /// - Parameter job: only runs of this job, and only captures that its runs put into quarantine.
    public func openFailures(job: String? = nil, limit: Int = failureLimit) throws -> OpenFailures {
        var found = OpenFailures()
        let runs = try failedRuns(job: job, limit: limit)
        let captures = job == nil ? try quarantinedWithoutRun(limit: limit) : []
        found.list = Array(
            (runs + captures).sorted { ($0.sinceUs, $0.run ?? 0) > ($1.sinceUs, $1.run ?? 0) }.prefix(limit))
        found.count = runs.count + captures.count
        if found.count > limit || runs.count == limit || captures.count == limit {
            found.count = try countFailures(job: job)
        }
        for row in try Row.fetchAll(
            db,
            sql: """
                SELECT server, count(*) AS captures FROM captures INDEXED BY captures_quarantined_open
                WHERE \(LedgerSchema.openQuarantine)
                GROUP BY server
                """)
        {
            found.quarantined[row["server"]] = row["captures"]
        }
        return found
    }

    private func failedRuns(job: String?, limit: Int) throws -> [OpenFailure] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT r.id, r.job, r.subject, r.cause, r.finished_us, r.available_us, r.error, c.id AS capture, c.server,
                    c.state AS capture_state
                FROM (SELECT max(id) AS id FROM runs WHERE \(LedgerSchema.openFailure) AND (? IS NULL OR job = ?)
                    GROUP BY job, subject ORDER BY max(id) DESC LIMIT ?) AS failed
                JOIN runs AS r ON r.id = failed.id
                LEFT JOIN captures AS c ON c.id = subject_capture(r.subject)
                """, arguments: [job, job, limit]
        ).map { row in
            OpenFailure(
                run: row["id"], job: row["job"], subject: row["subject"], capture: row["capture"],
                server: row["server"],
                isQuarantined: (row["capture_state"] as String?) == CaptureState.quarantined.rawValue,
                sinceUs: row["finished_us"] ?? row["available_us"], error: row["error"],
                isMessage: (row["cause"] as RunCause).isMessage)
        }
    }

    /// A condition on `captures`: no run tells of it.
    private static let hasNoRun = """
        NOT EXISTS (SELECT 1 FROM runs WHERE runs.subject = '\(RunSubject.capturePrefix)' || captures.id
            AND +runs.state = 'discarded' AND +runs.over_us IS NULL)
        """

    private func quarantinedWithoutRun(limit: Int) throws -> [OpenFailure] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT id, server, changed_us, reason FROM captures INDEXED BY captures_quarantined_open
                WHERE \(LedgerSchema.openQuarantine) AND \(Self.hasNoRun) ORDER BY id DESC LIMIT ?
                """, arguments: [limit]
        ).map { row in
            let id: Int64 = row["id"]
            return OpenFailure(
                subject: .capture(id), capture: id, server: row["server"], isQuarantined: true,
                sinceUs: row["changed_us"], error: row["reason"], isMessage: false)
        }
    }

    private func countFailures(job: String?) throws -> Int {
        let runs =
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM (SELECT 1 FROM runs WHERE \(LedgerSchema.openFailure) AND (? IS NULL OR job = ?)
                        GROUP BY job, subject)
                    """, arguments: [job, job]) ?? 0
        if job != nil { return runs }
        let captures = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM captures WHERE \(LedgerSchema.openQuarantine) AND \(Self.hasNoRun)")
        return runs + (captures ?? 0)
    }
}
