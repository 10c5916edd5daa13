import Failpoints
import FileFlow
import Foundation
import Jobs
import Ledger
public import Model
import Scheduling

/// What operators ask for: runs, and that runs end. Under the settings that held when it was asked.
public struct Operations: Sendable {
    let dependencies: Dependencies
    let settings: Settings
    let host: any OperatedScheduler

    /// Creates runs by request; gives their ids. A repeated request gives the same runs.
    public func request(_ request: RunOrder) async throws -> [Int64] {
        guard let job = settings.jobs[request.job] else { throw LedgerError.notFound("job \(request.job)") }
        if job.kind.traits.isDestructive, let mark = try await dependencies.ledger.read({ try $0.restoreMark() }) {
            throw LedgerError.conflict(
                "\(mark.summary); \(job.name) waits until you add what is missing: entradactl doctor --repair")
        }
        let plan = try await plan(for: request, job: job)
        let isRange = request.range != nil && !job.kind.traits.asksTheLedger
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
            ids = try await dependencies.ledger.write { tx in
                // One that has started since it was looked at need not be hurried.
                for run in try under.map({ try tx.view.requireRun($0.id) })
                where run.state == .retryable || run.state == .interrupted {
                    try tx.expedite(run: run.id, who: request.who)
                }
                return try orders.map { try tx.createRun($0).id }
            }
        } catch {
            if case LedgerError.commitFailed? = error as? LedgerError { _ = await host.isRootWritable(after: error) }
            throw error
        }
        await host.signal([job.name])
        let made = again + under.map(\.id).filter { !again.contains($0) } + ids
        if request.selection == .missing, request.range == nil { return made }
        // One that comes again after it was cut off finishes what it had begun.
        let before = try await dependencies.ledger.read { try $0.runs(request: request.id) }
        return Set(made).union(before.filter { $0.job == job.name }.map(\.id)).sorted()
    }

    /// Runs that do already, or will do at their next attempt, what is asked for.
    private func underWay(_ request: RunOrder, job: JobDefinition) async throws -> [RunRecord] {
        guard job.kind.traits.asksTheLedger, request.subject == nil, request.selection != .failed else { return [] }
        let runner = settings.runners[job.kind]
        return try await dependencies.ledger.read { view in
            try view.runs(job: job.name, states: [.available, .running, .retryable, .interrupted], limit: 10_000)
                .filter { try runner.covers(request, $0, view) }
        }
    }

    /// The subjects that a request would run, without creating anything.
    public func subjects(of request: RunOrder) async throws -> [RunSubject] {
        guard let job = settings.jobs[request.job] else { throw LedgerError.notFound("job \(request.job)") }
        return try await plan(for: request, job: job).subjects
    }

    /// Cancels a run: a running one is stopped, a waiting one never starts.
    ///
    /// - Parameter attempt: the one that is meant; `nil`: whichever there is.
    public func cancel(run id: Int64, attempt: Int64? = nil, who: String, reason: String?) async throws {
        let why = RunEnd.cancellation(by: who, reason: reason)
        if try await host.cancelActive(run: id, attempt: attempt, why: why) { return }
        try await dependencies.ledger.write { tx in
            let run = try tx.view.requireRun(id)
            guard !run.state.isFinal else {
                throw LedgerError.conflict("run \(id) has ended (\(run.state.rawValue)): there is nothing to cancel")
            }
            try ActiveRuns.check(attempt, is: run.attempt, run: id)
            guard run.state != .running else { throw LedgerError.conflict("run \(id) is just starting or ending") }
            try tx.cancel(run: id, from: run.state, who: who, reason: reason)
        }
    }

    /// - Throws: `LedgerError.notFound` if a server is named that is not configured, and of which no capture is known.
    func requireServer(_ name: String?) async throws {
        guard let name, settings.configuration.server(name) == nil else { return }
        guard try await dependencies.ledger.read({ try $0.knows(server: name) }) else {
            throw LedgerError.notFound("server \(name)")
        }
    }
}

/// What operations need of the scheduler.
protocol OperatedScheduler: Sendable {
    /// Asks for a pass now, and for the levels of these jobs (all of them if none is named).
    func signal(_ jobs: [String]?) async
    /// Finds out whether an error came from the data root.
    func isRootWritable(after error: (any Error)?) async -> Bool
    func cancelActive(run: Int64, attempt: Int64?, why: String) async throws -> Bool
    func standStill(waits: Bool) async throws
    func goOn() async
}
