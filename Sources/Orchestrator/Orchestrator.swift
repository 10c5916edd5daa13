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
import Model
import Reconciliation
import Scheduling

/// The scheduler of one data root.
public actor Orchestrator {
    let site: Site
    var configuration: Configuration
    var jobs: JobSet
    var incarnation: Int64 = 0
    var paused: [String: Int64] = [:]
    /// When each job fires next by its schedule.
    var timers: [String: FireTimer] = [:]
    /// What keeps each job from making too many runs by itself.
    var guards: [String: FireGuard] = [:]
    /// Jobs that are held back since they made too many, with what is to be said of them.
    var stormy: [String: String] = [:]
    /// Skipped fires that have not been told of yet.
    var skips: [String: SkipTally] = [:]
    var running: [Int64: ActiveRun] = [:]
    var draining = false
    var wasDiskLow = false
    var storage = StorageWatch()
    var clockWatch: ClockWatch
    /// Why the clock is not to be believed; the ledger's row, remembered.
    var clockDoubt: String?
    /// The time to drain is over, or somebody did not want to wait for it.
    var isInterrupted = false
    /// An operator has what is wrong mended: nothing is started meanwhile.
    var isRepairing = false
    private(set) var isTurning = false
    private var waitingForTurn: [CheckedContinuation<Void, Never>] = []
    /// Which name servers are asked for news, and what came of it.
    var round = FetchRound()
    /// Questions to name servers that are under way, by number.
    var probing: [Int: Task<Void, Never>] = [:]
    var lastQuestion = 0
    /// Job names whose level is to be asked at the next turn.
    var nudged: Set<String> = []
    var merges = MergeWatch()
    var startedAt = Date.distantPast
    /// When it is looked for what failed, microseconds since the epoch, and how often in a row mending has failed.
    var nextMending: Int64 = 0
    var failedMendings = 0
    /// Attempts that could not clear up after themselves have left something.
    var hasLeftovers = false
    /// How often the scheduler has turned: it goes up at least every few seconds while all is well.
    public private(set) var turnCount: Int64 = 0
    /// What the last turn failed with; nil after a good one.
    private(set) var turnTrouble: String?
    /// Moves that could not be made when it was tried last.
    var moveTroubles: [String] = []
    /// Hears of files that arrive; nil: nobody listens, and scans find them.
    private(set) var arrivals: ArrivalWatch?
    /// Jobs that are to look again at what has arrived, one look each.
    var looks: [String: ArrivalLook] = [:]
    var nextWatchUs: Int64 = 0
    /// Directories that can't be watched, of which somebody has been told.
    var unwatched: Set<String> = []
    let doorbell: Doorbell
    /// What the ledger was, kept outside of it.
    private let checkpoints: CheckpointKeeper

    public init(site: Site, configuration: Configuration, jobs: JobSet) {
        self.site = site
        self.configuration = configuration
        self.jobs = jobs
        clockWatch = ClockWatch(wallUs: site.now(), bootUs: site.bootUs())
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
        try await loadJobs(isStart: true)
        for run in try await site.ledger.read({ try $0.runs(ids: failed) }) {
            if let job = jobs[run.job] { try await follow(run, of: job) }
        }
        DiskReserve(root: site.root, limits: configuration.limits).setAside()
        site.pulse.ready()
        await listen()
        defer { arrivals?.stop() }
        await ready()
        while !(draining && running.isEmpty) {
            var shortest = Duration.milliseconds(10)
            do {
                try await turn()
                turnTrouble = nil
            } catch {
                shortest = .seconds(1)
                await turnFailed(error)
            }
            if storage.trouble == nil { await keepCheckpoint { try await $0.recordIfDue(nowUs: $1) } }
            turnCount += 1
            site.pulse.turned()
            await rest(atLeast: shortest)
        }
        try await site.ledger.write { [incarnation] tx in try tx.endIncarnation(incarnation) }
        await keepCheckpoint { try await $0.record(nowUs: $1) }
    }

    /// Begins to hear of files that arrive.
    func listen() async {
        arrivals = ArrivalWatch { [doorbell] in doorbell.ring() }
        await watchArrivals()
    }

    static func announce(_ checkpoint: LedgerCheckpoint, _ logger: Logger) {
        logger.notice(
            checkpoint.kind == .restored ? "the ledger was restored" : "checkpoint of the ledger",
            metadata: [
                "ledger": "\(checkpoint.ledger)", "event": "\(checkpoint.seq)", "hash": "\(checkpoint.hash)",
                "events": "\(checkpoint.events)", "sums": "\(checkpoint.sums)",
            ])
    }

    private func turnFailed(_ error: any Error) async {
        if storage.trouble != nil { return }
        site.logger.error("the scheduler's turn failed; it is tried again", metadata: ["error": "\(error)"])
        turnTrouble = "\(error)"
    }

    /// A checkpoint that cannot be written stops nothing; it is tried again at the next turn.
    private func keepCheckpoint(_ keep: (CheckpointKeeper, Int64) async throws -> LedgerCheckpoint?) async {
        do { _ = try await keep(checkpoints, site.now()) } catch {
            site.logger.error("a checkpoint of the ledger could not be kept", metadata: ["error": "\(error)"])
        }
    }

    /// Asks for a turn now, and for the levels of these jobs (all of them if none is named).
    public func nudge(_ names: [String]? = nil) {
        nudged.formUnion(names ?? jobs.jobs.map(\.name))
        doorbell.ring()
    }

    /// Stops claiming; lets runs finish until the deadline, then stops the workers: they count as interrupted.
    public func drain() {
        guard !draining else { return }
        draining = true
        site.logger.info("draining", metadata: ["running": "\(running.count)"])
        for run in running.values { run.batch?.windDown() }
        let deadline = configuration.limits.drainTimeout
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
        for look in looks.values { next = min(next, look.dueUs) }
        for case let date? in timers.values.map(\.next) {
            next = min(next, Int64(date.timeIntervalSince1970 * 1e6))
        }
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
            site.meter.ended(run, failed: attempt?.outcome == .failed)
            if job.kind == .fetch { remember(run, of: job) }
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
