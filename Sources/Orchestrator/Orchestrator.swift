// Orchestrator
//
// The daemon's heart: what is due, what is left to do, what runs, and what is committed when it ends.
//
// One actor holds the picture of the moment (next fires, running runs). A *turn* of its loop does three things: fires
// what the clock says, asks the ledger what is left to do (level before edge: time only nudges), and starts what may
// start. Everything slow — SFTP, hashing, workers, SQLite — happens elsewhere and comes back as a message; between
// reading and writing one piece of state there is no `await`.
//
// Each kind of job is one type in `Kinds/`: it knows how a run of that kind is done and what it commits. A run never
// decides about another one. Results come from workers as JSON events; the daemon believes plain files beneath the
// attempt's own directory, and nothing else.

import FileFlow
import Foundation
public import Jobs
import Ledger
import Logging
import Reconciliation
import Scheduling

/// The scheduler of one data root.
public actor Orchestrator {
    let site: Site
    var settings: Settings
    var incarnation: Int64 = 0
    var running: [Int64: ActiveRun] = [:]
    var draining = false
    let limits: RunLimits
    let schedule: JobScheduler
    let arrivals: ArrivalMonitor
    /// Asks name servers; made with the first question, since it calls back.
    private(set) lazy var poller = ServerPoller(site: site) { [weak self] reply in await self?.take(reply) }
    let storage: StorageMonitor
    let clock: ClockMonitor
    let maintenance: Maintenance
    /// The time to drain is over, or somebody did not want to wait for it.
    var isInterrupted = false
    /// An operator has what is wrong mended: nothing is started meanwhile.
    var isRepairing = false
    private(set) var isTurning = false
    private var waitingForTurn: [CheckedContinuation<Void, Never>] = []
    /// Job names whose level is to be asked at the next turn.
    var nudged: Set<String> = []
    var startedAt = Date.distantPast
    let doorbell: Doorbell
    /// What the ledger was, kept outside of it.
    private let checkpoints: CheckpointKeeper

    public init(site: Site, configuration: Configuration, jobs: JobSet) {
        self.site = site
        settings = Settings(configuration: configuration, jobs: jobs)
        storage = StorageMonitor(
            root: site.root, ledger: site.ledger, flow: site.flow, logger: site.logger, now: site.now)
        clock = ClockMonitor(ledger: site.ledger, logger: site.logger, now: site.now, bootUs: site.bootUs)
        limits = RunLimits(ledger: site.ledger, logger: site.logger, now: site.now, bootUs: site.bootUs)
        schedule = JobScheduler(ledger: site.ledger, limits: limits, now: site.now)
        arrivals = ArrivalMonitor(root: site.root, threads: site.threads, logger: site.logger, now: site.now)
        maintenance = Maintenance(ledger: site.ledger, flow: site.flow, logger: site.logger, now: site.now)
        doorbell = Doorbell(sleep: site.sleep)
        let (file, threads, logger) = (CheckpointFile(root: site.root.path), site.threads, site.logger)
        checkpoints = CheckpointKeeper(ledger: site.ledger) { checkpoint in
            // In the journal first: a full disk takes the file, and not the journal.
            Self.announce(checkpoint, logger)
            try await threads.run { try file.append(checkpoint) }
        }
    }

    /// Recovers, then turns until `drain` has been asked for and nothing runs any more.
    ///
    /// `ready` is called once, after recovery.
    public func run(ready: @Sendable () async -> Void) async throws {
        startedAt = site.date()
        let failed = try await recover()
        try await load(settings, isStart: true)
        for run in try await site.ledger.read({ try $0.runs(ids: failed) }) {
            if let job = settings.jobs[run.job] { try await follow(run, of: job) }
        }
        storage.setReserveAside(settings.configuration)
        site.liveness.ready()
        await listen()
        defer { arrivals.stop() }
        await ready()
        while !(draining && running.isEmpty) {
            var shortest = Duration.milliseconds(10)
            var failure: String?
            do { try await turn() } catch {
                shortest = .seconds(1)
                failure = note(error)
            }
            if storage.trouble == nil { await keepCheckpoint { try await $0.recordIfDue(nowUs: $1) } }
            site.liveness.passed(failure: failure)
            await rest(atLeast: shortest)
        }
        try await site.ledger.write { [incarnation] tx in try tx.endIncarnation(incarnation) }
        await keepCheckpoint { try await $0.record(nowUs: $1) }
    }

    /// Begins to hear of files that arrive.
    func listen() async { await arrivals.start(settings.configuration) { [doorbell] in doorbell.ring() } }

    /// Makes jobs and configuration those that hold. What throws leaves all as it was.
    func load(_ settings: Settings, isStart: Bool) async throws {
        try await schedule.load(settings, isStart: isStart)
        self.settings = settings
        poller.keep(settings)
        nudge()
    }

    static func announce(_ checkpoint: LedgerCheckpoint, _ logger: Logger) {
        logger.notice(
            checkpoint.kind == .restored ? "the ledger was restored" : "checkpoint of the ledger",
            metadata: [
                "ledger": "\(checkpoint.ledger)", "event": "\(checkpoint.seq)", "hash": "\(checkpoint.hash)",
                "events": "\(checkpoint.events)", "sums": "\(checkpoint.sums)",
            ])
    }

    /// What a pass has failed with, unless it was the data root.
    private func note(_ error: any Error) -> String? {
        if storage.trouble != nil { return nil }
        site.logger.error("the scheduler's turn failed; it is tried again", metadata: ["error": "\(error)"])
        return "\(error)"
    }

    /// A checkpoint that cannot be written stops nothing; it is tried again at the next turn.
    private func keepCheckpoint(_ keep: (CheckpointKeeper, Int64) async throws -> LedgerCheckpoint?) async {
        do { _ = try await keep(checkpoints, site.now()) } catch {
            site.logger.error("a checkpoint of the ledger could not be kept", metadata: ["error": "\(error)"])
        }
    }

    /// Asks for a turn now, and for the levels of these jobs (all of them if none is named).
    public func nudge(_ names: [String]? = nil) {
        nudged.formUnion(names ?? settings.jobs.jobs.map(\.name))
        doorbell.ring()
    }

    /// Stops claiming; lets runs finish until the deadline, then stops the workers: they count as interrupted.
    public func drain() {
        guard !draining else { return }
        draining = true
        site.logger.info("draining", metadata: ["running": "\(running.count)"])
        for run in running.values { run.batch?.windDown() }
        let deadline = settings.configuration.limits.drainTimeout
        Task { [weak self, site] in
            try? await site.sleep(deadline)
            await self?.interruptAll()
        }
        doorbell.ring()
    }

    /// Stops the workers at once.
    public func interruptAll() {
        isInterrupted = true
        for run in running.values { run.task.cancel() }
        doorbell.ring()
    }

    func turnBegins() { isTurning = true }

    func turnEnded() {
        isTurning = false
        for waiting in waitingForTurn { waiting.resume() }
        waitingForTurn = []
    }

    /// Something could not be written: what the attempt has left is cleared up later.
    func storageFailed(_ trouble: StorageTrouble) async {
        maintenance.noteLeftovers()
        await storage.failed(trouble, settings.configuration)
    }

    /// Something could not be done; nil: moves could not be made. Gives whether the data root can be written.
    @discardableResult func isRootWritable(after error: (any Error)?) async -> Bool {
        if await storage.isWritable(after: error, settings.configuration) { return true }
        maintenance.noteLeftovers()
        return false
    }

    /// Whether work may be claimed as far as the data root goes.
    func isStorageWell() async -> Bool {
        switch await storage.look(settings.configuration) {
        case .well: return true
        case .troubled: return false
        case .mended:
            maintenance.storageMended()
            nudge()
            return true
        }
    }

    func watchClock() async throws {
        guard try await clock.look() else { return }
        // These have times of the clock as it was.
        poller.forgetTimes()
        arrivals.forgetTimes()
        maintenance.lookSooner()
        storage.lookSooner()
        nudge()
    }

    /// Asks servers for news for a job: all of them, or some.
    func ask(_ job: JobDefinition, nominalUs: Int64, only: Set<String>? = nil) {
        let names = settings.subjects(of: job).filter { only?.contains($0) ?? true }
        poller.enqueue(job, servers: names, nominalUs: nominalUs)
        askNext(job)
    }

    private func askNext(_ job: JobDefinition) {
        let busy = Set(running.values.filter { $0.job == job.name }.map(\.subject))
        poller.askNext(
            job,
            ServerPoller.Conditions(
                settings: settings, mayAsk: !draining && !schedule.isPaused(job.name), busy: busy))
    }

    private func take(_ reply: ServerPoller.Reply) async {
        let (question, consequence) = (reply.question, poller.take(reply))
        let job = settings.jobs[question.job]
        if let job, !draining {
            do { try await carryOut(consequence, of: question, job) } catch {
                site.logger.error("a fetch could not be created; it is tried again", metadata: ["error": "\(error)"])
            }
        }
        poller.release(reply)
        if let job { askNext(job) }
        if consequence != .nothing { nudge([]) }
    }

    private func carryOut(
        _ consequence: FetchRound.Consequence, of question: FetchRound.Question, _ job: JobDefinition
    ) async throws {
        let (server, nominalUs, incarnation) = (question.server, question.nominalUs, incarnation)
        switch consequence {
        case .nothing: break
        case .makeRun:
            overtake(job, try await schedule.fire(job, subjects: [server], nominalUs: nominalUs))
        case .recordFailure(let why):
            let run = try await site.ledger.write { tx in
                try tx.recordSilence(of: server, job, nominalUs: nominalUs, why: why, incarnation: incarnation)
            }
            guard let run else { return }
            site.logger.warning(
                "a name server does not answer", metadata: ["server": "\(server)", "error": "\(why)"])
            try await follow(run, of: job)
        }
    }

    /// Cancels the runs that go on for these subjects: the job's next fire takes their place.
    func overtake(_ job: JobDefinition, _ subjects: Set<String>) {
        for run in running.values where run.job == job.name && subjects.contains(run.subject) {
            run.progress.cancel(
                RunEnd.cancellation(by: "the job's next fire (overlap = cancel_running)", reason: nil))
            run.task.cancel()
        }
    }

    /// An operator has looked at the clock, and it is right. Gives whether it was in doubt.
    public func confirmClock(who: String, reason: String?) async throws -> Bool {
        let was = try await clock.confirm(who: who, reason: reason)
        nudge()
        return was
    }

    /// Waits for the end of the turn that is under way, if one is.
    func endOfTurn() async {
        guard isTurning else { return }
        await withCheckedContinuation { waitingForTurn.append($0) }
    }

    private func rest(atLeast shortest: Duration) async {
        if draining && running.isEmpty { return }
        let pause = await pauseUntilNextEvent()
        await doorbell.wait(atMost: max(shortest, pause))
    }

    private func pauseUntilNextEvent() async -> Duration {
        let now = site.now()
        var next = now + 5_000_000
        for case let due? in [schedule.nextFireUs, arrivals.nextLookUs] { next = min(next, due) }
        if let available = try? await site.ledger.read({ try $0.nextAvailableUs(after: now) }) {
            next = min(next, available)
        }
        return .microseconds(next - now)
    }

    func finished(run id: Int64, of job: JobDefinition) async {
        var isMerge = false
        do {
            let (run, attempt) = try await site.ledger.read { (try $0.requireRun(id), try $0.attempts(run: id).last) }
            isMerge = MergePlanner.isMerge(run)
            site.meter.ended(run, failed: attempt?.outcome == "failed")
            if job.kind == .fetch { poller.ended(run, retry: job.retry) }
            try await follow(run, of: job)
        } catch {
            site.logger.error(
                "what follows a run could not be started", metadata: ["run": "\(id)", "error": "\(error)"])
        }
        if let trouble = running[id]?.progress.storageTrouble { await storageFailed(trouble) }
        let batch = running.removeValue(forKey: id)?.share.batch
        // As long as others go on in the same worker, nothing else may start for it.
        if let batch, running.values.contains(where: { $0.share.batch == batch }) { return }
        askAgain(after: job, exceptItself: isMerge)
        doorbell.ring()
    }
}
