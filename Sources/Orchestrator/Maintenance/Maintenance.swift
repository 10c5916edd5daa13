import FileFlow
import Jobs
import Ledger
import Logging
import Model
import Reconciliation

/// Puts right what failed while the daemon ran and is not a run's to try again: an end that could not be written down, a
/// move that could not be made, files that no attempt has committed. And asks for merges of small files.
///
/// Not `Sendable`: it belongs to the scheduler's actor, and its methods run there.
final class Maintenance {
    /// What it has come to.
    enum Outcome: Sendable, Equatable {
        case notDue
        /// Captures wait to be adopted: jobs that take what has arrived are to be asked.
        case done(hasDueTroubles: Bool)
        /// Moves cannot be made: it may be the data root.
        case movesFailed
    }

    /// What goes on and must not be touched.
    struct Activity: Sendable {
        var incarnation: Int64
        /// Runs with a task.
        var runs: Set<Int64>
        /// Directories in `work/`, as `<run>.<attempt>`.
        var works: Set<String>
    }

    /// Microseconds between two looks; after a failure it doubles, up to ten minutes.
    private static let pauseUs: Int64 = 30_000_000
    private static let longestPauseUs: Int64 = 600_000_000
    /// The most moves that the status tells one by one.
    static let troublesTold = 20

    private let ledger: Ledger
    private let flow: FileFlow
    private let logger: Logger
    /// Microseconds since the epoch.
    private let now: @Sendable () -> Int64
    private var nextUs: Int64 = 0
    /// How often in a row it has failed.
    private var failures = 0
    /// Attempts that could not clear up after themselves have left something.
    private var hasLeftovers = false
    /// Moves that could not be made when it was tried last.
    private var moveTroubles: [String] = []
    private var merges = MergeWatch()

    init(ledger: Ledger, flow: FileFlow, logger: Logger, now: @escaping @Sendable () -> Int64) {
        self.ledger = ledger
        self.flow = flow
        self.logger = logger
        self.now = now
    }

    /// Something could not be written: what its attempt has left is cleared up later.
    func noteLeftovers() { hasLeftovers = true }

    /// What recovery could not move.
    func note(moveTroubles: [String]) { self.moveTroubles = Array(moveTroubles.prefix(Self.troublesTold)) }

    /// The data root can be written again.
    func storageMended() {
        lookSooner()
        failures = 0
        hasLeftovers = true
    }

    /// The next look does not wait.
    func lookSooner() { nextUs = now() }

    /// Rows have become live, or a merge has ended: there may be something to merge.
    func signalMerges() { merges.signal() }

    /// Merges of small files are asked for as often as there is news, and not only when a schedule fires.
    ///
    /// - Parameter jobs: those that are enabled and not paused.
    nonisolated(nonsending) func planMerges(
        _ dependencies: Dependencies, _ settings: Settings, _ jobs: [JobDefinition]
    ) async throws {
        guard merges.isDue(nowUs: now()) else { return }
        do {
            for job in jobs {
                let context = PlanContext(dependencies: dependencies, configuration: settings.configuration, job: job)
                try await ledger.create(try await settings.runners[job.kind].planAfterNewRows(context))
            }
        } catch {
            merges.signal()
            throw error
        }
    }

    var problems: [CheckProblem] { moveTroubles.map { CheckProblem(.moves, $0) } }

    /// Gives back what no task works on any more, applies moves that are still open, archives what is live.
    nonisolated(nonsending) func runIfDue(_ settings: Settings, _ activity: Activity) async throws -> Outcome {
        let nowUs = now()
        guard nowUs >= nextUs else { return .notDue }
        nextUs = nowUs + min(Self.pauseUs << Int64(failures), Self.longestPauseUs)
        failures = min(failures + 1, 5)
        try await releaseAbandoned(settings.jobs, activity)
        let open = try await ledger.read { try $0.openIntents().filter { $0.status == .open }.count }
        let troubles = open > 0 ? try await flow.applyIntents().troubles : []
        note(moveTroubles: troubles)
        if !troubles.isEmpty { return .movesFailed }
        if hasLeftovers { try await clearLeftovers(activity) }
        let hasDueTroubles = try await ledger.read { try $0.hasDueTrouble(state: .fetched, nowUs: nowUs) }
        let archiver = Archiver(ledger: ledger, flow: flow)
        if try await archiver.isAnythingLoaded(except: activity.runs) {
            try await archiver.archive(settings.configuration, except: activity.runs)
        }
        failures = 0
        return .done(hasDueTroubles: hasDueTroubles)
    }

    /// Runs of this daemon that the ledger takes for running, and that have no task: their end, or their start, could
    /// not be recorded.
    private nonisolated(nonsending) func releaseAbandoned(_ jobs: JobSet, _ activity: Activity) async throws {
        let incarnation = activity.incarnation
        let abandoned = try await ledger.read { view in
            try view.runs(state: .running).filter { $0.incarnation == incarnation && !activity.runs.contains($0.id) }
        }
        guard !abandoned.isEmpty else { return }
        let once = Set(jobs.jobs.filter(\.runsOnce).map(\.name))
        try await ledger.write { tx in
            for run in abandoned {
                let isOnce = once.contains(run.job)
                try tx.finish(
                    RunEnd(
                        run: run.id, attempt: run.attempt, incarnation: incarnation,
                        state: isOnce ? .discarded : .interrupted, outcome: isOnce ? .failed : .interrupted,
                        message: "its outcome could not be recorded" + (isOnce ? JobDefinition.onceText : "")))
                guard let id = run.subject.capture, let capture = try tx.view.capture(id),
                    capture.state == .processing, capture.run == run.id
                else { continue }
                try tx.release(
                    capture: id, why: "the outcome of its run could not be recorded", orphaned: false, run: run.id)
            }
        }
        for run in abandoned { try await flow.removeWork(run: run.id, attempt: run.attempt) }
        logger.warning("released runs whose outcome could not be recorded", metadata: ["runs": "\(abandoned.count)"])
    }

    /// What attempts have published and could not commit, and their directories; of those that go on nothing is touched.
    /// What an older copy of the ledger does not know may have been committed after it was made: it waits for the repair.
    private nonisolated(nonsending) func clearLeftovers(_ activity: Activity) async throws {
        if try await ledger.read({ try $0.restoreMark() }) != nil { return }
        let strays = try await flow.removeUncommitted(openAttempts: activity.works)
        try await flow.abandonedWork(openAttempts: activity.works)
        try await flow.mendReasons()
        hasLeftovers = false
        if !strays.isEmpty {
            logger.notice("deleted files that no run had committed", metadata: ["files": "\(strays.count)"])
        }
    }
}

/// When to look for merges: after decodes, but not after each of them.
struct MergeWatch: Sendable {
    /// Microseconds between two looks.
    private static let pauseUs: Int64 = 10_000_000

    // At the start nobody knows what the daemon before has left.
    private var hasNews = true
    private var nextUs: Int64 = 0

    /// Rows have become live, or a merge has ended.
    mutating func signal() { hasNews = true }

    /// Whether to look now; it counts as done.
    mutating func isDue(nowUs: Int64) -> Bool {
        // A clock that was set back must not put it off.
        guard hasNews, nowUs >= nextUs || nextUs > nowUs + Self.pauseUs else { return false }
        hasNews = false
        nextUs = nowUs + Self.pauseUs
        return true
    }
}
