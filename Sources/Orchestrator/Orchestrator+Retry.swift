import Jobs
import Ledger

extension Orchestrator {
    /// Tries again what has failed permanently and is not over, within a job and a server: quarantined captures come back,
    /// other runs get a new one. What is being tried again already, and what somebody has acknowledged, is left alone.
    ///
    /// - Returns: the runs and the captures.
    /// - Throws: `LedgerError.notFound` if there is no such job or server.
    public func retryFailed(
        job: String?, server: String?, requestID: String, who: String, reason: String?
    ) async throws -> (runs: [Int64], captures: [Int64]) {
        if let job, jobs[job] == nil { throw LedgerError.notFound("job \(job)") }
        try await requireServer(server)
        let limit = OrderPlan.maximumCount
        // What no run put into quarantine is a decode's to try again.
        let isDecode = job.map { jobs[$0]?.kind.traits.items.contains(.capture) ?? false } ?? true
        let open = try await site.ledger.read { view in
            try view.openFailures(job: isDecode ? nil : job, limit: limit).list.filter { failure in
                if let job, let own = failure.job, own != job { return false }
                if failure.isQuarantined { return true }
                guard let job = failure.job, failure.capture == nil else { return false }
                return try !view.hasOpenRun(job: job, subject: failure.subject)
            }
        }
        var captures: [Int64] = []
        var runs: [Int64] = []
        let quarantined = open.filter { $0.isQuarantined && (server == nil || $0.server == server) }.compactMap(
            \.capture)
        if !quarantined.isEmpty, let decode = jobs.first(for: .capture) {
            let order = RunOrder(
                id: requestID, job: decode.name, server: server, selection: .failed, who: who, reason: reason)
            let again = try await site.ledger.read { view in
                try quarantined.map(view.requireCapture).sorted {
                    ($0.server, $0.modifiedUs, $0.name, $0.id) < ($1.server, $1.modifiedUs, $1.name, $1.id)
                }
            }
            captures = again.map(\.id)
            runs = try await decodeAgain(again, order, job: decode)
        }
        for failure in open.reversed() {
            guard failure.capture == nil, let id = failure.run, let name = failure.job, jobs[name] != nil else {
                continue
            }
            if let server {
                let run = try await site.ledger.read { try $0.requireRun(id) }
                if try await self.server(of: run) != server { continue }
            }
            runs.append(
                try await retry(run: id, requestID: "\(requestID)/run\(id)", who: who, reason: reason))
        }
        return (runs, captures)
    }

    /// - Throws: `LedgerError.notFound` if a server is named that is not configured, and of which no capture is known.
    func requireServer(_ name: String?) async throws {
        guard let name, configuration.server(name) == nil else { return }
        guard try await site.ledger.read({ try $0.knows(server: name) }) else {
            throw LedgerError.notFound("server \(name)")
        }
    }
}
