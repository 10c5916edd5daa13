import GRDB

/// What monitoring and alerts ask: each answer by an index, however many captures and runs there are.
extension LedgerView {
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
}
