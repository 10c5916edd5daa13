import Foundation
public import Jobs
import Ledger
import Logging
import Model

/// The scheduler of one data root: owns the loop, and puts the parts together.
public actor Orchestrator {
    let dependencies: Dependencies
    nonisolated let runners: JobRunners
    private(set) var settings: Settings
    /// The daemon's number in the ledger, and when it began.
    private(set) var incarnation: Int64 = 0
    private(set) var startedAt = Date.distantPast
    let health: HealthMonitor
    let schedule: JobScheduler
    let arrivals: ArrivalMonitor
    let maintenance: Maintenance
    let runs = ActiveRuns()
    let gate = PassGate()
    let pending: PendingJobs
    private let checkpoints: CheckpointRecorder
    private(set) lazy var poller = ServerPoller(dependencies: dependencies, schedule: schedule, runs: runs) {
        [weak self] reply in
        await self?.take(reply)
    }
    private(set) lazy var dispatcher = Dispatcher(dependencies: dependencies, runs: runs) { [weak self] run, job in
        await self?.finished(run: run, of: job)
    }

    /// - Parameter runners: those of the kinds that the jobs are of.
    public init(dependencies: Dependencies, configuration: Configuration, jobs: JobSet, runners: JobRunners = .standard)
    {
        self.dependencies = dependencies
        self.runners = runners
        settings = Settings(configuration: configuration, jobs: jobs, runners: runners)
        schedule = dependencies.schedule()
        arrivals = dependencies.arrivals()
        maintenance = dependencies.maintenance()
        health = HealthMonitor(dependencies: dependencies, maintenance: maintenance)
        pending = PendingJobs(wake: WakeSignal(sleep: dependencies.sleep))
        checkpoints = CheckpointRecorder(dependencies: dependencies)
    }

    /// Recovers, calls `ready`, then passes until `drain` has been asked for and nothing runs any more.
    public func run(ready: @Sendable () async -> Void) async throws {
        startedAt = dependencies.date()
        let failed = try await recover()
        try await load(settings, isStart: true)
        for run in try await dependencies.ledger.read({ try $0.runs(ids: failed) }) {
            if let job = settings.jobs[run.job] { try await follow(run, of: job) }
        }
        health.started(settings.configuration)
        dependencies.liveness.ready()
        await listen()
        defer { arrivals.stop() }
        await ready()
        while !(runs.isDraining && runs.isEmpty) {
            var (shortest, failure) = (Duration.milliseconds(10), String?.none)
            do { try await pass() } catch {
                shortest = .seconds(1)
                // A data root that cannot be written has been told of.
                if health.storageTrouble == nil { failure = "\(error)" }
            }
            if let failure {
                dependencies.logger.error(
                    "the scheduler's pass failed; it is retried", metadata: ["error": "\(failure)"])
            }
            if health.storageTrouble == nil { await checkpoints.recordIfDue() }
            dependencies.liveness.passed(failure: failure)
            await rest(atLeast: shortest)
        }
        try await dependencies.ledger.write { [incarnation] tx in try tx.endIncarnation(incarnation) }
        await checkpoints.record()
    }

    /// - Returns: the runs that have failed permanently by it.
    @discardableResult func recover() async throws -> [Int64] {
        let recovered = try await Recovery(dependencies: dependencies, settings: settings).run(health)
        incarnation = recovered.incarnation
        maintenance.note(moveTroubles: recovered.moveTroubles)
        return recovered.failed
    }

    /// Makes jobs and configuration those that hold. What throws leaves all as it was.
    func load(_ settings: Settings, isStart: Bool) async throws {
        try await schedule.load(settings, isStart: isStart)
        self.settings = settings
        poller.keep(settings)
        signal()
    }

    /// One pass: fire what is due, ask what is left to do, start what may start.
    ///
    /// What fails for one job does not hold up the others: it is tried again at the next pass.
    /// - Throws: the first failure.
    func pass() async throws {
        if runs.isDraining { return }
        gate.passBegins()
        defer { gate.passEnded() }
        let found = await health.look(settings.configuration)
        if found.isClockSet {
            poller.forgetTimes()
            arrivals.forgetTimes()
        }
        if found.isClockSet || found.isMended { signal() }
        guard found.mayPass else { return }
        var failures: [any Error] = []
        for job in settings.jobs.jobs where job.isEnabled {
            do { try await fire(job) } catch { failures.append(error) }
        }
        for look in await arrivals.looks(settings, isPaused: schedule.isPaused) {
            switch look {
            case .plan(let job): pending.insert(job)
            case .ask(let name, let servers):
                guard let job = settings.jobs[name] else { continue }
                poller.ask(job, nominalUs: dependencies.now(), only: servers, settings)
            }
        }
        for job in settings.jobs.jobs where pending.take(job.name) {
            if !job.isEnabled || !job.kind.traits.asksTheLedger || schedule.isPaused(job.name) { continue }
            do {
                let context = PlanContext(dependencies: dependencies, configuration: settings.configuration, job: job)
                try await dependencies.ledger.create(try await settings.runners[job.kind].plan(context))
            } catch {
                pending.insert(job.name)
                failures.append(error)
            }
        }
        let active = settings.jobs.jobs.filter { $0.isEnabled && !schedule.isPaused($0.name) }
        do { try await maintenance.planMerges(dependencies, settings, active) } catch { failures.append(error) }
        do { try await schedule.limits.watchStorms(settings.jobs) } catch { failures.append(error) }
        do { try await maintain() } catch { failures.append(error) }
        do { try await dispatcher.startRuns(circumstances) } catch { failures.append(error) }
        guard let failure = failures.first else { return }
        await health.isRootWritable(after: failure, settings.configuration)
        throw failure
    }

    private func fire(_ job: JobDefinition) async throws {
        switch try await schedule.look(at: job, settings) {
        case .nothing: break
        case .plan: pending.insert(job.name)
        case .ask(let nominalUs): poller.ask(job, nominalUs: nominalUs, settings)
        case .fired(let overtaken): runs.overtake(job.name, overtaken)
        }
    }

    private func maintain() async throws {
        if gate.isRepairing { return }
        let activity = Maintenance.Activity(incarnation: incarnation, runs: runs.ids, works: runs.works)
        switch try await maintenance.runIfDue(settings, activity) {
        case .notDue, .done(hasDueTroubles: false): break
        case .done(hasDueTroubles: true):
            pending.formUnion(settings.jobs.jobs.filter { $0.kind.traits.takesArrivals }.map(\.name))
        case .movesFailed: await health.isRootWritable(after: nil, settings.configuration)
        }
    }

    private func take(_ reply: ServerPoller.Reply) async {
        if await poller.take(reply, settings, incarnation: incarnation, failed: follow) { signal([]) }
    }

    private func finished(run id: Int64, of job: JobDefinition) async {
        var asksAgain = true
        do {
            let (run, attempt) = try await dependencies.ledger.read {
                (try $0.requireRun(id), try $0.attempts(run: id).last)
            }
            asksAgain = runners[job.kind].consequences(of: run).asksAgain
            dependencies.meter.ended(run, failed: attempt?.outcome == .failed)
            if job.kind.traits.asksServers { poller.ended(run, retry: job.retry) }
            try await follow(run, of: job)
        } catch {
            dependencies.logger.error(
                "the jobs that follow a run could not be started", metadata: ["run": "\(id)", "error": "\(error)"])
        }
        if let trouble = runs.storageTrouble(of: id) { await health.storageFailed(trouble, settings.configuration) }
        // As long as others go on in the same worker, nothing else may start for it.
        if runs.remove(id) { return }
        signal((asksAgain ? [job.name] : []) + settings.jobs.dependents(of: job.name).map(\.name))
    }

    private func follow(_ run: RunRecord, of job: JobDefinition) async throws {
        if settings.runners[job.kind].consequences(of: run).hasNewRows { maintenance.signalMerges() }
        let plans = try await Dependents(dependencies: dependencies, settings: settings).plans(after: run, of: job)
        try await dependencies.ledger.create(try await schedule.limits.admit(dependents: plans, settings.jobs))
    }

    private func rest(atLeast shortest: Duration) async {
        if runs.isDraining && runs.isEmpty { return }
        let now = dependencies.now()
        // When the ledger cannot be read the next pass says so; it comes in five seconds.
        let available = try? await dependencies.ledger.read { try $0.nextAvailableUs(after: now) }
        let due = [schedule.nextFireUs, arrivals.nextLookUs, available].compactMap(\.self)
        let next = due.reduce(now + 5_000_000) { min($0, $1) }
        await pending.wake.wait(atMost: max(shortest, .microseconds(next - now)))
    }
}
