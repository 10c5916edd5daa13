import Jobs
import Ledger

extension Orchestrator {
    /// Does again everything that has failed for good, within a job and a server: quarantined captures come back, other
    /// runs get a new one. Gives the runs and the captures.
    public func retryFailed(
        job: String?, server: String?, requestID: String, who: String, reason: String?
    ) async throws -> (runs: [Int64], captures: [Int64]) {
        if let job, jobs[job] == nil { throw LedgerError.notFound("job \(job)") }
        var captures: [Int64] = []
        var runs: [Int64] = []
        let decode = jobs.jobs.first { $0.kind == .decode && $0.isEnabled }
        if let decode, job == nil || jobs[job ?? ""]?.kind == .decode {
            let order = RunOrder(
                id: requestID, job: decode.name, server: server, selection: .failed, who: who, reason: reason)
            let again = try await plan(for: order, job: decode).again
            captures = again.map(\.id)
            runs = try await decodeAgain(again, order, job: decode)
        }
        let limit = OrderPlan.maximumCount
        let failed = try await site.ledger.read { try $0.lastingFailures(job: job, limit: limit) }
        for run in failed where DecodeRun.capture(of: run.subject) == nil && jobs[run.job] != nil {
            if let server, try await self.server(of: run) != server { continue }
            runs.append(
                try await retry(run: run.id, requestID: "\(requestID)/run\(run.id)", who: who, reason: reason))
        }
        return (runs, captures)
    }
}
