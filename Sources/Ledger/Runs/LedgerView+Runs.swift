import GRDB
public import Model

extension LedgerView {
    public func requireRun(_ id: Int64) throws -> RunRecord {
        guard let run = try RunRecord.fetchOne(db, sql: "SELECT * FROM runs WHERE id = ?", arguments: [id]) else {
            throw LedgerError.notFound("run \(id)")
        }
        return run
    }

    /// Runs that may start at `nowUs`, the most urgent first.
    public func startable(nowUs: Int64, limit: Int = 1000) throws -> [RunRecord] {
        try RunRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM runs WHERE state IN ('available', 'retryable', 'interrupted') AND \(LedgerSchema.openRun)
                AND available_us <= ?
                ORDER BY priority DESC, available_us, id LIMIT ?
                """, arguments: [nowUs, limit])
    }

    /// Of the runs that may start at `nowUs` the first of each job and subject (of each server, for decodes: its captures
    /// go one after another, in the order of their chain), apart for those that an operator asked for and the others. The
    /// most urgent first: by priority, to which each `ageingUs` of waiting adds one.
    ///
    /// - Parameter all: also those that stand behind these.
    public func startableHeads(
        nowUs: Int64, ageingUs: Int64, all: Bool = false, limit: Int = 2000
    ) throws -> [StartableRun] {
        try StartableRun.fetchAll(
            db,
            sql: """
                WITH waiting AS (
                    SELECT runs.*, runs.priority * ? - available_us AS urgency,
                        coalesce(captures.server, subject_state_server(subject)) AS server, modified_us, name
                    FROM runs LEFT JOIN captures ON captures.id = subject_capture(subject)
                    WHERE runs.state IN ('available', 'retryable', 'interrupted')
                    AND runs.\(LedgerSchema.openRun) AND available_us <= ?),
                placed AS (
                    SELECT *, row_number() OVER (
                        PARTITION BY job, CASE WHEN kind = 'decode' THEN coalesce(server, subject) ELSE subject END,
                            requested_by IS NULL
                        ORDER BY CASE WHEN kind = 'decode' THEN priority END DESC,
                            CASE WHEN kind = 'decode' THEN modified_us END, CASE WHEN kind = 'decode' THEN name END,
                            CASE WHEN kind <> 'decode' THEN urgency END DESC, id) AS place
                    FROM waiting)
                SELECT * FROM placed WHERE place = 1 OR ? ORDER BY urgency DESC, id LIMIT ?
                """, arguments: [ageingUs, nowUs, all, limit])
    }

    /// When the next waiting run may start.
    public func nextAvailableUs(after nowUs: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT min(available_us) FROM runs WHERE state IN ('available', 'retryable', 'interrupted')
                AND \(LedgerSchema.openRun) AND available_us > ?
                """, arguments: [nowUs])
    }

    /// All runs of a state that is not final, in the order in which they were made; of a final one the latest 1000.
    public func runs(state: RunState) throws -> [RunRecord] {
        try runs(states: [state], limit: state.isFinal ? 1000 : .max).reversed()
    }

    /// Whether a run of this job and subject waits or runs.
    public func hasOpenRun(job: String, subject: RunSubject) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM runs WHERE job = ? AND subject = ?
                AND +state IN ('scheduled', 'available', 'running', 'retryable', 'interrupted'))
                """, arguments: [job, subject]) ?? false
    }

    /// Whether a run of this job and subject waits for its start.
    public func hasWaitingRun(job: String, subject: RunSubject) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM runs WHERE job = ? AND subject = ?
                AND +state IN ('scheduled', 'available', 'retryable', 'interrupted'))
                """, arguments: [job, subject]) ?? false
    }

    /// Runs with filters, the newest first.
    public func runs(
        job: String? = nil, states: [RunState]? = nil, subject: RunSubject? = nil, limit: Int = 200
    ) throws -> [RunRecord] {
        var conditions: [String] = []
        var arguments: [any DatabaseValueConvertible] = []
        if let job {
            conditions.append("job = ?")
            arguments.append(job)
        }
        // Few runs are open or failed and most have completed: where a condition says so, it leads.
        var order = "id"
        if let states {
            conditions.append("state IN (" + states.map { _ in "?" }.joined(separator: ", ") + ")")
            arguments += states.map(\.rawValue)
            if job == nil, subject == nil, let condition = partialIndexCondition(states) {
                conditions.append(condition)
                order = "+id"
            }
        }
        if let subject {
            conditions.append("subject = ?")
            arguments.append(subject)
        }
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        arguments.append(limit)
        return try RunRecord.fetchAll(
            db, sql: "SELECT * FROM runs \(filter) ORDER BY \(order) DESC LIMIT ?",
            arguments: StatementArguments(arguments))
    }

    private func partialIndexCondition(_ states: [RunState]) -> String? {
        if states.allSatisfy({ !$0.isFinal }) { return LedgerSchema.openRun }
        return Set(states).isSubset(of: [.discarded, .retryable, .interrupted]) ? LedgerSchema.failedRun : nil
    }

    /// Runs with these numbers; those that there are.
    public func runs(ids: [Int64]) throws -> [RunRecord] {
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        return try RunRecord.fetchAll(
            db, sql: "SELECT * FROM runs WHERE id IN (\(marks)) ORDER BY id", arguments: StatementArguments(ids))
    }

    /// The latest run of each subject of a job among those with a nominal time in `[fromUs, toUs)`, as (subject, nominal).
    public func runs(job: String, nominalFromUs fromUs: Int64, toUs: Int64) throws -> [RunRecord] {
        try RunRecord.fetchAll(
            db, sql: "SELECT * FROM runs WHERE job = ? AND nominal_us >= ? AND nominal_us < ? ORDER BY id",
            arguments: [job, fromUs, toUs])
    }

    /// The run that is this one by its identity; nil if there is none.
    public func run(job: String, subject: RunSubject, cause: RunCause) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT id FROM runs WHERE job = ? AND subject = ? AND cause = ?",
            arguments: [job, subject, cause])
    }

    /// Runs that a request has made, the first one first. Reads all runs: for requests that come again.
    public func runs(request id: String) throws -> [RunRecord] {
        let cause = RunCause.request(id: id).description
        // One for several captures has a cause for each, which has a part behind this text.
        return try RunRecord.fetchAll(
            db, sql: "SELECT * FROM runs WHERE cause = ? OR (cause > ? AND cause < ?) ORDER BY id",
            arguments: [cause, cause + "/", cause + "0"])
    }

    /// The latest final runs of a job.
    public func lastFinished(job: String) throws -> RunRecord? {
        try RunRecord.fetchOne(
            db,
            sql: """
                SELECT * FROM runs WHERE job = ? AND state IN ('completed', 'discarded', 'cancelled', 'superseded')
                ORDER BY id DESC LIMIT 1
                """, arguments: [job])
    }

    /// Runs that are not final, by job and state.
    public func openRuns() throws -> [OpenRuns] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT job, state, count(*) AS runs, min(due_us) AS oldest FROM runs WHERE \(LedgerSchema.openRun)
                GROUP BY job, state ORDER BY job, state
                """
        ).compactMap { row in
            guard let state = RunState(rawValue: row["state"]) else { return nil }
            return OpenRuns(job: row["job"], state: state, runs: row["runs"], oldestDueUs: row["oldest"])
        }
    }

    /// When a run of the job last completed; among its latest 10 000.
    public func lastSuccessUs(job: String) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT finished_us FROM (SELECT id, state, finished_us FROM runs WHERE job = ? ORDER BY id DESC LIMIT 10000)
                WHERE state = 'completed' ORDER BY id DESC LIMIT 1
                """, arguments: [job])
    }

    /// Runs that have failed lately, also those that are tried again: history, whether it is over or not. What is open is
    /// told by `openFailures`.
    public func failures(sinceUs: Int64, limit: Int = 20) throws -> [RunRecord] {
        try RunRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM runs WHERE finished_us >= ? AND \(LedgerSchema.failedRun)
                AND (state = 'discarded' OR (state IN ('retryable', 'interrupted') AND error IS NOT NULL))
                ORDER BY finished_us DESC LIMIT ?
                """, arguments: [sinceUs, limit])
    }

    public func attempts(run: Int64) throws -> [AttemptRecord] {
        try AttemptRecord.fetchAll(db, sql: "SELECT * FROM attempts WHERE run = ? ORDER BY number", arguments: [run])
    }

    /// Attempts that go on, as their directories are called: `<run>.<attempt>`.
    public func runningAttempts() throws -> Set<String> {
        Set(try runs(state: .running).map { "\($0.id).\($0.attempt)" })
    }
}
