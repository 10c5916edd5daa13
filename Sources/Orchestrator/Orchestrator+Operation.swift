import Failpoints
import FileFlow
import Foundation
public import Jobs
import Ledger
public import Model
import Scheduling

/// What operators and the service manager ask of a running daemon.
extension Orchestrator {
    /// Swaps jobs and configuration, which have been checked as a whole. What fails leaves all as it was.
    public func reload(configuration: Configuration, jobs: JobSet) async throws {
        try site.failpoints.hit(.reloadBeforeSwap)
        let before = (self.configuration, self.jobs, timers, guards, paused)
        self.configuration = configuration
        self.jobs = jobs
        do {
            try site.failpoints.hit(.reloadAfterSwap)
            try await loadJobs(isStart: false)
        } catch {
            (self.configuration, self.jobs, timers, guards, paused) = before
            throw error
        }
        await watchArrivals()
        try site.failpoints.hit(.reloadAfterCommit)
    }

    /// Creates runs by request; gives their ids. A repeated request gives the same runs.
    public func request(_ request: RunOrder) async throws -> [Int64] {
        guard let job = jobs[request.job] else { throw LedgerError.notFound("job \(request.job)") }
        if job.kind.removesFiles, let mark = try await site.ledger.read({ try $0.restoreMark() }) {
            throw LedgerError.conflict(
                "\(mark.summary); \(job.name) waits until what is missing is brought in: entradactl doctor --repair")
        }
        let plan = try await plan(for: request, job: job)
        let isRange = request.range != nil && !job.kind.asksTheLedger
        let orders = plan.runs.map { run in
            var run = run
            // A run of each time at which it would have fired needs a cause of its own.
            run.cause = .request(id: request.id, part: isRange ? run.nominalUs : nil)
            if isRange { run.priority -= 1 }
            (run.requestedBy, run.reason) = (request.who, request.reason)
            return run
        }
        let again = try await decodeAgain(plan.again, request, job: job)
        let under = try await underWay(request, job: job)
        let ids: [Int64]
        do {
            ids = try await site.ledger.write { tx in
                for run in under where run.state == .retryable || run.state == .interrupted {
                    try tx.hasten(run: run.id, who: request.who)
                }
                return try orders.map { try tx.createRun($0).id }
            }
        } catch {
            if case LedgerError.commitFailed? = error as? LedgerError { _ = await isRootWritable(after: error) }
            throw error
        }
        nudge([job.name])
        let made = again + under.map(\.id).filter { !again.contains($0) } + ids
        if request.selection == .missing, request.range == nil { return made }
        // One that comes again after it was cut off finishes what it had begun.
        let before = try await site.ledger.read { try $0.runs(request: request.id) }
        return Set(made).union(before.filter { $0.job == job.name }.map(\.id)).sorted()
    }

    /// Runs that do already, or will do at their next attempt, what is asked for.
    private func underWay(_ request: RunOrder, job: JobDefinition) async throws -> [RunRecord] {
        guard job.kind.asksTheLedger, request.subject == nil, request.selection != .failed else { return [] }
        let range = job.kind == .decode ? request.range : nil
        let runs = try await site.ledger.read {
            try $0.runs(job: job.name, states: [.available, .running, .retryable, .interrupted], limit: 10_000)
        }.filter { request.matches(subject: $0.subject) }
        let ofServer = try await ofServer(request.server, runs) { $0.subject }
        guard let range else { return ofServer }
        return try await site.ledger.read { view in
            try ofServer.filter { run in
                guard let id = run.subject.capture, let capture = try view.capture(id) else {
                    return false
                }
                return range.contains(capture.firstPacketUs ?? capture.modifiedUs)
            }
        }
    }

    /// Those whose subject is a capture or a state of the server; subjects without a server always are.
    private func ofServer<Item: Sendable>(
        _ server: String?, _ items: [Item], _ subject: @escaping @Sendable (Item) -> RunSubject
    ) async throws -> [Item] {
        guard let server else { return items }
        return try await site.ledger.read { view in
            try items.filter { item in
                let subject = subject(item)
                if case .state(let name, _) = subject { return name == server }
                guard let id = subject.capture else { return true }
                return try view.capture(id)?.server == server
            }
        }
    }

    /// The subjects that a request would run, without creating anything.
    public func subjects(of request: RunOrder) async throws -> [RunSubject] {
        guard let job = jobs[request.job] else { throw LedgerError.notFound("job \(request.job)") }
        return try await plan(for: request, job: job).subjects
    }

    public func pause(job: String, untilUs: Int64?, who: String, reason: String?) async throws {
        try await site.ledger.write { tx in try tx.pause(job: job, who: who, reason: reason, untilUs: untilUs) }
        paused[job] = untilUs ?? 0
    }

    public func resume(job: String, who: String, reason: String?) async throws {
        try await site.ledger.write { tx in try tx.resume(job: job, who: who, reason: reason) }
        paused[job] = nil
        nudge([job])
    }

    /// Cancels a run: a running one is stopped, a waiting one never starts.
    ///
    /// - Parameter attempt: the one that is meant; nil: whichever there is.
    public func cancel(run id: Int64, attempt: Int64? = nil, who: String, reason: String?) async throws {
        if let active = running[id] {
            try Self.check(attempt, is: active.attempt, run: id)
            active.progress.cancel(RunEnd.cancellation(by: who, reason: reason))
            active.task.cancel()
            return
        }
        try await site.ledger.write { tx in
            let run = try tx.view.requireRun(id)
            guard !run.state.isFinal else {
                throw LedgerError.conflict("run \(id) has ended (\(run.state.rawValue)): there is nothing to cancel")
            }
            try Self.check(attempt, is: run.attempt, run: id)
            guard run.state != .running else { throw LedgerError.conflict("run \(id) is just starting or ending") }
            try tx.cancel(run: id, from: run.state, who: who, reason: reason)
        }
    }

    private static func check(_ meant: Int64?, is attempt: Int64, run id: Int64) throws {
        guard let meant, meant != attempt else { return }
        throw LedgerError.conflict("attempt \(meant) of run \(id) is over; see entradactl show \(id)")
    }

    /// Tries a final run again: a new run with a new cause. A quarantined or loaded capture comes back to incoming.
    public func retry(run id: Int64, requestID: String, who: String, reason: String?) async throws -> Int64 {
        let run = try await site.ledger.read { try $0.requireRun(id) }
        if run.state == .retryable || run.state == .interrupted {
            try await site.ledger.write { tx in try tx.hasten(run: id, who: who) }
            nudge([run.job])
            return id
        }
        guard run.state.isFinal else { throw LedgerError.conflict("run \(id) is \(run.state.rawValue)") }
        if let capture = run.subject.capture {
            return try await retry(capture: capture, requestID: requestID, who: who, reason: reason)
        }
        let now = site.now()
        let order = NewRun(
            job: run.job, kind: run.kind, subject: run.subject, cause: .request(id: requestID), priority: run.priority,
            nominalUs: now,
            dueUs: now, requestedBy: who, reason: reason ?? "retry of run \(id)")
        let created = try await site.ledger.write { tx in try tx.createRun(order).id }
        nudge([run.job])
        return created
    }

    /// Processes a capture again: quarantined, loaded, archived, or left in incoming by a cancelled run.
    public func retry(capture id: Int64, requestID: String, who: String, reason: String?) async throws -> Int64 {
        guard let job = jobs.jobs.first(where: { $0.kind == .decode && $0.isEnabled }) else {
            throw LedgerError.notFound("an enabled job of kind decode")
        }
        let now = site.now()
        let created = try await site.ledger.write { tx in
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
        _ = try await site.flow.applyIntents(capture: id)
        nudge([job.name])
        return created
    }

    /// What runs now; of those that share a worker the ones whose turn has come.
    public func activeRuns() -> [(
        run: Int64, job: String, subject: RunSubject, startedUs: Int64, progress: RunProgress.Reading
    )] {
        running.values.filter { $0.batch == nil || $0.progress.reading.pid != 0 }.map {
            ($0.run, $0.job, $0.subject, $0.startedUs, $0.progress.reading)
        }.sorted { $0.run < $1.run }
    }

    public var isDraining: Bool { draining }
    public var currentIncarnation: Int64 { incarnation }
    public var startedUs: Int64 { Int64(startedAt.timeIntervalSince1970 * 1e6) }
    /// When each job fires next, microseconds since the epoch.
    public var fires: [String: Int64] {
        timers.compactMapValues { timer in timer.next.map { Int64($0.timeIntervalSince1970 * 1e6) } }
    }
    public var currentConfiguration: Configuration { configuration }
    public var jobNames: [String] { jobs.jobs.map(\.name) }
}
