import Ledger
public import Model

/// A run that goes on now.
struct ActiveRun: Sendable {
    let run: Int64
    let attempt: Int64
    let job: String
    let subject: RunSubject
    /// What it takes of what is shared.
    let claim: ResourceClaim
    let startedUs: Int64
    let progress: RunProgress
    /// The worker that it shares with others; `nil`: it has its own, or none.
    let batch: (any RunBatch)?
    /// The work; cancelling it stops the worker.
    let task: Task<Void, Never>
    /// Ends when the orchestrator has taken note of the run's end.
    let ending: Task<Void, Never>

    /// Whose directory in `work/` it uses, as `<run>.<attempt>`.
    var work: String { batch?.work ?? "\(run).\(attempt)" }
}

/// The runs that go on.
///
/// Not `Sendable`: it belongs to the scheduler's actor.
final class ActiveRuns {
    private var runs: [Int64: ActiveRun] = [:]
    /// The time to drain is over, or somebody did not want to wait for it: what starts is stopped at once.
    private var isInterrupted = false

    /// Nothing new is started any more.
    private(set) var isDraining = false

    var isEmpty: Bool { runs.isEmpty }
    var count: Int { runs.count }
    var ids: Set<Int64> { Set(runs.keys) }
    /// What they take of what is shared.
    var claims: [ResourceClaim] { runs.values.map(\.claim) }
    /// Their directories in `work/`, as `<run>.<attempt>`.
    var works: Set<String> { Set(runs.values.flatMap { ["\($0.run).\($0.attempt)", $0.work] }) }

    /// What ends with each run of a job; `nil`: of any.
    func endings(of job: String? = nil) -> [Task<Void, Never>] {
        runs.values.filter { job == nil || $0.job == job }.map(\.ending)
    }

    func ending(of run: Int64) -> Task<Void, Never>? { runs[run]?.ending }

    func contains(_ run: Int64) -> Bool { runs[run] != nil }

    /// The subjects that runs of the job work on.
    func subjects(of job: String) -> Set<RunSubject> { Set(runs.values.filter { $0.job == job }.map(\.subject)) }

    /// The run that holds a key.
    func holder(of key: String) -> Int64? { runs.values.first { $0.claim.key == key }?.run }

    /// What each does now; of those that share a worker the ones whose turn has come.
    var readings: [RunReading] {
        runs.values.filter { $0.batch == nil || $0.progress.reading.pid != 0 }.map {
            RunReading(
                run: $0.run, job: $0.job, subject: $0.subject, startedUs: $0.startedUs, progress: $0.progress.reading)
        }.sorted { $0.run < $1.run }
    }

    func add(_ run: ActiveRun) {
        runs[run.run] = run
        if isInterrupted { run.task.cancel() }
    }

    /// What a run has met that the data root is to blame for.
    func storageTrouble(of run: Int64) -> StorageTrouble? { runs[run]?.progress.storageTrouble }

    /// A run has ended.
    ///
    /// - Returns: whether others go on in the same worker.
    func remove(_ run: Int64) -> Bool {
        guard let batch = runs.removeValue(forKey: run)?.claim.batch else { return false }
        return runs.values.contains { $0.claim.batch == batch }
    }

    /// Stops a run.
    ///
    /// - Parameters:
    ///   - attempt: the one that is meant; `nil`: whichever there is.
    ///   - why: what its end says.
    /// - Returns: whether it goes on.
    /// - Throws: `LedgerError.conflict` if another attempt goes on.
    func cancel(_ run: Int64, attempt: Int64?, why: String) throws -> Bool {
        guard let active = runs[run] else { return false }
        try Self.check(attempt, is: active.attempt, run: run)
        active.progress.cancel(why)
        active.task.cancel()
        return true
    }

    /// - Throws: `LedgerError.conflict` if another attempt is meant.
    static func check(_ meant: Int64?, is attempt: Int64, run: Int64) throws {
        guard let meant, meant != attempt else { return }
        throw LedgerError.conflict("attempt \(meant) of run \(run) is over; see entradactl show \(run)")
    }

    /// Stops the runs of a job for these subjects: the job's next fire takes their place.
    func overtake(_ job: String, _ subjects: Set<RunSubject>) {
        for run in runs.values where run.job == job && subjects.contains(run.subject) {
            run.progress.cancel(
                RunEnd.cancellation(by: "the job's next fire (overlap = cancel_running)", reason: nil))
            run.task.cancel()
        }
    }

    /// Lets what goes on end, and nothing else begin; workers that several runs share take no more.
    func drain() {
        isDraining = true
        for run in runs.values { run.batch?.windDown() }
    }

    /// Stops all, and what starts from now on.
    func interrupt() {
        isInterrupted = true
        for run in runs.values { run.task.cancel() }
    }
}

/// What a run does at one moment.
public struct RunReading: Sendable {
    public let run: Int64
    public let job: String
    public let subject: RunSubject
    /// Microseconds since the epoch.
    public let startedUs: Int64
    public let progress: RunProgress.Reading
}
