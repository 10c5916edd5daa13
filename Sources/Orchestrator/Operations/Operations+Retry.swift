import FileFlow
import Jobs
import Ledger
import Model

/// Trying again what has failed.
extension Operations {
    /// Tries a final run again: a new run with a new cause. A quarantined or loaded capture comes back to incoming.
    public func retry(run id: Int64, requestID: String, who: String, reason: String?) async throws -> Int64 {
        let run = try await dependencies.ledger.read { try $0.requireRun(id) }
        if run.state == .retryable || run.state == .interrupted {
            try await dependencies.ledger.write { tx in try tx.expedite(run: id, who: who) }
            await host.signal([run.job])
            return id
        }
        guard run.state.isFinal else { throw LedgerError.conflict("run \(id) is \(run.state.rawValue)") }
        if let capture = run.subject.capture {
            return try await retry(capture: capture, requestID: requestID, who: who, reason: reason)
        }
        let now = dependencies.now()
        let order = NewRun(
            job: run.job, kind: run.kind, subject: run.subject, cause: .request(id: requestID), priority: run.priority,
            nominalUs: now,
            dueUs: now, requestedBy: who, reason: reason ?? "retry of run \(id)")
        let created = try await dependencies.ledger.write { tx in try tx.createRun(order).id }
        await host.signal([run.job])
        return created
    }

    /// Processes a capture again: quarantined, loaded, archived, or left in incoming by a cancelled run.
    public func retry(capture id: Int64, requestID: String, who: String, reason: String?) async throws -> Int64 {
        guard let job = settings.jobs.first(for: .capture) else {
            throw LedgerError.notFound("an enabled job of kind decode")
        }
        let now = dependencies.now()
        let created = try await dependencies.ledger.write { tx in
            // A request that comes again must not take back what the first one has led to.
            let (subject, cause) = (RunSubject.capture(id), RunCause.request(id: requestID))
            if let made = try tx.view.run(job: job.name, subject: subject, cause: cause) { return made }
            let capture = try tx.view.requireCapture(id)
            if capture.state != .incoming { try tx.reprocess(capture: id, who: who, why: reason) }
            let order = NewRun(
                job: job.name, kind: job.kind.rawValue, subject: subject, cause: cause,
                priority: Int64(job.priority),
                nominalUs: now, dueUs: now, requestedBy: who, reason: reason)
            return try tx.createRun(order).id
        }
        _ = try await dependencies.flow.applyIntents(capture: id)
        await host.signal([job.name])
        return created
    }

    /// Tries again what has failed permanently and is not over, within a job and a server: quarantined captures come back,
    /// other runs get a new one. What is being tried again already, and what somebody has acknowledged, is left alone.
    ///
    /// - Returns: the runs and the captures.
    /// - Throws: `LedgerError.notFound` if there is no such job or server.
    public func retryFailed(
        job: String?, server: String?, requestID: String, who: String, reason: String?
    ) async throws -> (runs: [Int64], captures: [Int64]) {
        if let job, settings.jobs[job] == nil { throw LedgerError.notFound("job \(job)") }
        try await requireServer(server)
        let limit = OrderPlan.maximumCount
        // What no run put into quarantine is a decode's to try again.
        let isDecode = job.map { settings.jobs[$0]?.kind.traits.items.contains(.capture) ?? false } ?? true
        let open = try await dependencies.ledger.read { view in
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
        if !quarantined.isEmpty, let decode = settings.jobs.first(for: .capture) {
            let order = RunOrder(
                id: requestID, job: decode.name, server: server, selection: .failed, who: who, reason: reason)
            let again = try await dependencies.ledger.read { view in
                try quarantined.map(view.requireCapture).sorted {
                    ($0.server, $0.modifiedUs, $0.name, $0.id) < ($1.server, $1.modifiedUs, $1.name, $1.id)
                }
            }
            captures = again.map(\.id)
            runs = try await decodeAgain(again, order, job: decode)
        }
        for failure in open.reversed() {
            guard failure.capture == nil, let id = failure.run, let name = failure.job, settings.jobs[name] != nil
            else {
                continue
            }
            if let server {
                let run = try await dependencies.ledger.read { try $0.requireRun(id) }
                if try await settings.server(of: run, dependencies.ledger) != server { continue }
            }
            runs.append(
                try await retry(run: id, requestID: "\(requestID)/run\(id)", who: who, reason: reason))
        }
        return (runs, captures)
    }
}
