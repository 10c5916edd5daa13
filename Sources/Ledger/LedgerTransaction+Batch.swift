import GRDB

/// Runs that wait for a capture that comes before theirs.
extension LedgerTransaction {
    /// The runs behind a capture wait for its next attempt, but none longer than a capture waits for a predecessor.
    public func putOff(behind capture: Int64, of job: String, untilUs: Int64, orderWaitUs: Int64) throws {
        for (run, own) in try waiting(behind: capture, of: job) {
            let limit = max(now, (own.incomingUs ?? 0) + orderWaitUs)
            let time = min(untilUs + 1, limit)
            if time <= run.availableUs { continue }
            try db.executeCached(sql: "UPDATE runs SET available_us = ? WHERE id = ?", arguments: [time, run.id])
        }
    }

    /// A capture is not waited for any more: the runs behind it may start now.
    public func bringForward(behind capture: Int64, of job: String) throws {
        for (run, _) in try waiting(behind: capture, of: job) where run.availableUs > now {
            try db.executeCached(sql: "UPDATE runs SET available_us = ? WHERE id = ?", arguments: [now, run.id])
        }
    }

    /// Runs that have been given back, by the daemon's own decision made, of captures later in the chain.
    private func waiting(behind id: Int64, of job: String) throws -> [(RunRecord, CaptureRecord)] {
        let capture = try view.requireCapture(id)
        let runs = try RunRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM runs WHERE state IN ('available', 'interrupted') AND \(LedgerSchema.openRun) AND +job = ?
                AND subject LIKE 'capture:%' AND failures = 0 AND requested_by IS NULL
                """, arguments: [job])
        return try runs.compactMap { run in
            guard let other = try Int64(run.subject.dropFirst("capture:".count)).flatMap({ try view.capture($0) }),
                other.server == capture.server, capture.precedes(other)
            else { return nil }
            return (run, other)
        }
    }
}
