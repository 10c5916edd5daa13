import GRDB
public import Model

/// Which captures may be decoded by one worker, one after another.
extension LedgerView {
    /// The runs of a decode that have not ended, with the servers of their captures or states.
    public func openDecodes(job: String) throws -> [(subject: RunSubject, state: RunState, server: String?)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT runs.subject, runs.state, coalesce(captures.server, subject_state_server(subject)) AS server
                FROM runs LEFT JOIN captures ON captures.id = subject_capture(subject)
                WHERE runs.\(LedgerSchema.openRun) AND +job = ?
                """, arguments: [job]
        ).compactMap { row in RunState(rawValue: row["state"]).map { (row["subject"], $0, row["server"]) } }
    }

    /// Runs that shared a worker and ended so that those behind them could not go on: they are to be tried again, or were
    /// cancelled.
    public func brokenRuns(ofBatch lead: Int64) throws -> [RunRecord] {
        try RunRecord.fetchAll(
            db,
            sql: "SELECT * FROM runs WHERE batch = ? AND state IN ('retryable', 'interrupted', 'cancelled')",
            arguments: [lead])
    }

    /// What a run takes into its worker beside its own capture.
    public struct Companion: Sendable, Equatable {
        public var capture: CaptureRecord
        /// Its run, if there is one already.
        public var run: Int64?
    }

    /// The captures that follow a run's own one without a gap and may be decoded behind it in the same worker. Each is
    /// decoded for the first time and continues what the one before it leaves, so that it makes no difference to its rows
    /// and to its state which worker decodes it. Those that have failed before, newer versions of a file and captures
    /// that are decoded again have a worker of their own.
    ///
    /// - Parameters:
    ///   - limit: captures, the run's own one included.
    ///   - bytes: sizes of their files together.
    public func companions(of run: RunRecord, capture lead: CaptureRecord, limit: Int, bytes: Int64, nowUs: Int64)
        throws -> [Companion]
    {
        guard limit > 1, run.failures == 0, run.orphaned == 0, lead.state == .incoming, try isPlain(lead),
            try !isLate(lead)
        else { return [] }
        var companions: [Companion] = []
        var room = bytes - lead.sizeBytes
        for capture in try openCaptures(behind: lead, limit: limit - 1) {
            room -= capture.sizeBytes
            guard room >= 0, capture.state == .incoming, try isPlain(capture),
                try openIntents(capture: capture.id).isEmpty,
                let companion = try companion(capture, of: run, nowUs)
            else { break }
            companions.append(companion)
        }
        return companions
    }

    /// A run that was asked for takes what was asked for; one that the daemon made takes what has no run yet, or one of
    /// the daemon's that waits.
    private func companion(_ capture: CaptureRecord, of lead: RunRecord, _ nowUs: Int64) throws -> Companion? {
        let runs = try RunRecord.fetchAll(
            db, sql: "SELECT * FROM runs WHERE subject = ? AND job = ? ORDER BY id DESC LIMIT 50",
            arguments: [RunSubject.capture(capture.id), lead.job])
        if let waiting = runs.first(where: { !$0.state.isFinal }) {
            let isFree =
                [.available, .interrupted].contains(waiting.state) && waiting.failures == 0 && waiting.orphaned == 0
                && waiting.availableUs <= nowUs
            return isFree && (waiting.requestedBy == nil) == (lead.requestedBy == nil)
                ? Companion(capture: capture, run: waiting.id) : nil
        }
        // A cancelled run does not come back by itself.
        let isDone = runs.contains { $0.cause == .generation(capture.generation) }
        return lead.requestedBy == nil && !isDone ? Companion(capture: capture, run: nil) : nil
    }

    /// Nothing of it was decoded before, and no other capture begins with its bytes or it with theirs.
    private func isPlain(_ capture: CaptureRecord) throws -> Bool {
        if capture.replaces != nil || capture.duplicateOf != nil || capture.generation > 0 { return false }
        return try Bool.fetchOne(
            db,
            sql: """
                SELECT NOT EXISTS (SELECT 1 FROM states WHERE capture = ?1)
                AND NOT EXISTS (SELECT 1 FROM states WHERE consumed_by = ?1)
                AND NOT EXISTS (SELECT 1 FROM capture_contains WHERE capture = ?1)
                AND NOT EXISTS (SELECT 1 FROM capture_contains WHERE contained = ?1)
                """, arguments: [capture.id]) ?? false
    }

    /// Captures that are known and not decoded yet, behind another one of their chain, in its order.
    private func openCaptures(behind capture: CaptureRecord, limit: Int) throws -> [CaptureRecord] {
        // One look into the index for each state.
        let states: [CaptureState] = [.announced, .fetched, .incoming, .processing]
        let found = try states.flatMap { state in
            try CaptureRecord.fetchAll(
                db,
                sql: """
                    SELECT * FROM captures WHERE state = ? AND server = ? AND (modified_us, name, id) > (?, ?, ?)
                    ORDER BY modified_us, name, id LIMIT ?
                    """,
                arguments: [state.rawValue, capture.server, capture.modifiedUs, capture.name, capture.id, limit])
        }
        return Array(found.sorted { $0.precedes($1) }.prefix(limit))
    }
}
