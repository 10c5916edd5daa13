import GRDB
import Model

/// Runs: created once per (job, subject, cause), started, finished once.
extension LedgerTransaction {
    /// Creates a run, or gives the one that exists.
    public func createRun(_ run: NewRun) throws -> (id: Int64, created: Bool) {
        if let id = try view.run(job: run.job, subject: run.subject, cause: run.cause) { return (id, false) }
        try db.executeCached(
            sql: """
                INSERT INTO runs (job, kind, subject, cause, state, priority, nominal_us, due_us, available_us, requested_by, reason)
                VALUES (?, ?, ?, ?, 'available', ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.job, run.kind, run.subject, run.cause, run.priority, run.nominalUs, run.dueUs, max(run.dueUs, now),
                run.requestedBy, run.reason,
            ])
        let id = db.lastInsertedRowID
        try append(
            kind: "run", run: id, subject: "\(run.job) \(run.subject) \(run.cause)", to: RunState.available.rawValue,
            who: run.requestedBy, why: run.reason)
        return (id, true)
    }

    public func transition(
        run id: Int64, from expected: RunState, to next: RunState, who: String? = nil, why: String? = nil
    ) throws {
        guard expected.successors.contains(next) else {
            throw LedgerError.noSuchTransition("run \(id): \(expected.rawValue) → \(next.rawValue)")
        }
        try changeOne(
            "UPDATE runs SET state = ? WHERE id = ? AND state = ?", [next.rawValue, id, expected.rawValue],
            else: "run \(id) is no longer \(expected.rawValue)")
        try append(kind: "run", run: id, from: expected.rawValue, to: next.rawValue, who: who, why: why)
        if next == .completed { try settleFailures(completed: id) }
    }

    /// Starts the next attempt of a run that may start now; gives the attempt's number.
    ///
    /// - Parameter batch: the first of the runs that share a worker; `nil`: it has its own, or none.
    public func start(run id: Int64, incarnation: Int64, batch: Int64? = nil) throws -> Int64 {
        let run = try view.requireRun(id)
        if run.state == .retryable || run.state == .interrupted {
            try transition(run: id, from: run.state, to: .available)
        }
        try transition(run: id, from: .available, to: .running)
        let attempt = run.attempt + 1
        try db.executeCached(
            sql: """
                UPDATE runs SET attempt = ?, incarnation = ?, started_us = ?, finished_us = NULL, worker_pid = NULL, worker_start = NULL,
                    batch = ?
                WHERE id = ?
                """, arguments: [attempt, incarnation, now, batch, id])
        try db.executeCached(
            sql: "INSERT INTO attempts (run, number, incarnation, started_us) VALUES (?, ?, ?, ?)",
            arguments: [id, attempt, incarnation, now])
        return attempt
    }

    /// Records the worker of an attempt, so that a later daemon can find what is left of it.
    public func recordWorker(run id: Int64, pid: Int32, start: String) throws {
        try changeOne(
            "UPDATE runs SET worker_pid = ?, worker_start = ? WHERE id = ? AND state = 'running'", [pid, start, id],
            else: "run \(id) is not running")
    }

    /// Finishes an attempt, fenced by attempt and incarnation: a late one changes nothing.
    public func finish(_ end: RunEnd) throws {
        let run = try view.requireRun(end.run)
        guard run.state == .running, run.attempt == end.attempt, run.incarnation == end.incarnation else {
            throw LedgerError.conflict("run \(end.run) was given to another attempt")
        }
        try transition(run: end.run, from: .running, to: end.state, why: end.message)
        try db.executeCached(
            sql: """
                UPDATE runs SET finished_us = ?, available_us = ?, error = ?, result = ?, failures = failures + ?, orphaned = orphaned + ?,
                    worker_pid = NULL, worker_start = NULL WHERE id = ?
                """,
            arguments: [
                now, end.availableUs ?? now, end.state == .completed ? nil : end.message, end.result,
                end.outcome == .failed ? 1 : 0, end.outcome == .orphaned ? 1 : 0, end.run,
            ])
        try db.executeCached(
            sql:
                "UPDATE attempts SET finished_us = ?, outcome = ?, exit_code = ?, message = ? WHERE run = ? AND number = ?",
            arguments: [now, end.outcome.rawValue, end.exitCode, end.message, end.run, end.attempt])
    }

    /// Ends a run that waits, in an operator's name.
    public func cancel(run id: Int64, from expected: RunState, who: String, reason: String?) throws {
        try transition(run: id, from: expected, to: .cancelled, who: who, why: reason)
        try db.executeCached(
            sql: "UPDATE runs SET finished_us = ?, error = ? WHERE id = ?",
            arguments: [now, RunEnd.cancellation(by: who, reason: reason), id])
    }

    /// A run that waits for its next attempt may start now.
    public func expedite(run id: Int64, who: String) throws {
        try changeOne(
            "UPDATE runs SET available_us = ? WHERE id = ? AND state IN ('retryable', 'interrupted')", [now, id],
            else: "run \(id) does not wait")
        try append(kind: "operator", run: id, subject: "run \(id)", to: "hastened", who: who)
    }

    /// Runs that wait for their time wait as long as before, when the clock was set back.
    public func moveWaitingRuns(byUs step: Int64) throws {
        try db.executeCached(
            sql: """
                UPDATE runs SET available_us = max(0, available_us + ?)
                WHERE state IN ('available', 'retryable', 'interrupted') AND available_us > ?
                """, arguments: [step, now])
    }
}
