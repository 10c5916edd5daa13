import Failpoints
public import Jobs
import Ledger
import Logging

/// What operators and the service manager ask of the scheduler itself.
extension Orchestrator: OperatedScheduler {
    /// Takes what operators ask for.
    public var operations: Operations { Operations(dependencies: dependencies, settings: settings, host: self) }

    /// Asks for a pass now, and for the levels of these jobs (all of them if none is named).
    public func signal(_ names: [String]? = nil) {
        pending.formUnion(names ?? settings.jobs.jobs.map(\.name))
        pending.wake.signal()
    }

    /// Stops claiming; lets runs finish until the deadline, then stops the workers: they count as interrupted.
    public func drain() {
        guard !runs.isDraining else { return }
        dependencies.logger.info("draining", metadata: ["running": "\(runs.count)"])
        runs.drain()
        let deadline = settings.configuration.limits.drainTimeout
        Task { [weak self, dependencies] in
            try? await dependencies.sleep(deadline)
            await self?.interruptAll()
        }
        pending.wake.signal()
    }

    /// Stops the workers at once.
    public func interruptAll() {
        runs.interrupt()
        pending.wake.signal()
    }

    /// Swaps jobs and configuration, which have been checked as a whole. What fails leaves all as it was.
    public func reload(configuration: Configuration, jobs: JobSet) async throws {
        try dependencies.failpoints.hit(.reloadBeforeSwap)
        try await load(Settings(configuration: configuration, jobs: jobs, runners: runners), isStart: false)
        try dependencies.failpoints.hit(.reloadAfterSwap)
        await arrivals.watchDirectories(configuration)
        try dependencies.failpoints.hit(.reloadAfterCommit)
    }

    public func pause(job: String, untilUs: Int64?, who: String, reason: String?) async throws {
        try await schedule.pause(job, untilUs: untilUs, who: who, reason: reason)
    }

    public func resume(job: String, who: String, reason: String?) async throws {
        try await schedule.resume(job, who: who, reason: reason)
        signal([job])
    }

    /// An operator has looked at the clock, and it is right.
    ///
    /// - Returns: whether it was in doubt.
    public func confirmClock(who: String, reason: String?) async throws -> Bool {
        let was = try await health.confirmClock(who: who, reason: reason)
        signal()
        return was
    }

    func isRootWritable(after error: (any Error)?) async -> Bool {
        await health.isRootWritable(after: error, settings.configuration)
    }

    /// Waits until nothing runs, and starts nothing until `goOn` is called.
    ///
    /// - Parameter waits: false: what runs goes on, and only nothing new is started.
    /// - Throws: `LedgerError.conflict` if the daemon is stopping, or this has been asked for already.
    func standStill(waits: Bool) async throws {
        guard !runs.isDraining else { throw LedgerError.conflict("the daemon is stopping") }
        try gate.beginRepair()
        if waits { await gate.standStill(runs) }
    }

    func goOn() {
        gate.endRepair()
        signal()
    }

    /// Stops a run that goes on.
    ///
    /// - Returns: whether it goes on.
    /// - Throws: `LedgerError.conflict` if another attempt goes on.
    func cancelActive(run: Int64, attempt: Int64?, why: String) throws -> Bool {
        try runs.cancel(run, attempt: attempt, why: why)
    }

    /// Begins to hear of files that arrive.
    func listen() async {
        await arrivals.start(settings.configuration) { [wake = pending.wake] in wake.signal() }
    }
}
