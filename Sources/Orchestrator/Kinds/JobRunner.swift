import Jobs
import Ledger
import Model

/// How the runs of one kind of job are planned, started, done and ended.
///
/// What a kind *is* stands in its declaration (`JobKind`); what it *does* stands here. Each kind has one runner, in a folder
/// of its own beside this file, and a line in `JobRunners`. The orchestrator asks it the questions below, and nothing else
/// in the program tells kinds apart.
///
/// A runner has no state: it is asked about several jobs at the same time. Only `execute` changes anything by itself.
protocol JobRunner: Sendable {
    var kind: JobKind { get }

    // MARK: What is to be done

    /// What is left to do for a job whose kind asks the ledger. Asking twice plans the same.
    func plan(_ context: PlanContext) async throws -> [NewRun]

    /// What has become worth doing since there are new rows; asked every few seconds while there are some.
    func planAfterNewRows(_ context: PlanContext) async throws -> [NewRun]

    /// What an operator's order means: which days, which server, what is missing, failed, or all.
    ///
    /// - Throws: `LedgerError.conflict` when it can't be meant, with what to do instead.
    func plan(_ order: RunOrder, _ context: PlanContext) async throws -> OrderPlan

    /// Whether a run of the job that has not ended does what is ordered.
    func covers(_ order: RunOrder, _ run: RunRecord, _ view: LedgerView) throws -> Bool

    /// What a job is split by when the clock fires it.
    func subjects(of job: JobDefinition, _ configuration: Configuration) -> [RunSubject]

    /// What a run would remove, by rules, for an operator who asks before; `nil`: that cannot be told.
    func removals(_ context: PlanContext) async throws -> ExpirePlan?

    /// Asks a name server for news, for a job whose kind asks servers.
    ///
    /// - Parameter patience: how long to wait for a connection.
    func ask(
        _ server: ServerDefinition, for job: JobDefinition, patience: Duration, _ dependencies: Dependencies
    ) async -> FetchRound.Answer

    // MARK: When it may start

    /// Runs of one key go one at a time, whatever their jobs.
    func key(of run: RunRecord, server: String?) -> String

    /// What holds up a run that could start as far as its own time goes; `nil`: nothing does.
    func obstacle(to run: RunRecord, of job: JobDefinition, _ view: LedgerView, nowUs: Int64) throws -> WaitReason?

    /// Captures that are worked on by the same worker, behind that of a run that starts.
    func companions(
        of run: RunRecord, of job: JobDefinition, _ view: LedgerView, nowUs: Int64
    ) throws -> [LedgerView.Companion]

    /// Lets attempts that have been started together go on in one worker; `nil`: each goes on by itself.
    func batch(_ contexts: [RunContext]) -> (any RunBatch)?

    // MARK: What a run does

    /// Does one attempt, and writes its end into the ledger.
    ///
    /// - Throws: what has gone wrong, a `RunFailure` if it is known what that means for another attempt. Then the caller
    ///   writes down the end.
    func execute(_ context: RunContext) async throws

    /// Gives back what an attempt had claimed that did not complete, in the transaction that writes down its end.
    func release(_ context: RunContext, after end: RunEnd, why: String, _ tx: LedgerTransaction) throws

    /// What is to be done on the disk after that.
    func clearUp(_ context: RunContext, after end: RunEnd, why: String) async throws

    /// What the end of a run means for others.
    func consequences(of run: RunRecord) -> RunConsequences
}

/// What most kinds do: a run for each fire, which claims nothing and stands alone.
extension JobRunner {
    func plan(_ context: PlanContext) async throws -> [NewRun] { [] }

    func planAfterNewRows(_ context: PlanContext) async throws -> [NewRun] { [] }

    func plan(_ order: RunOrder, _ context: PlanContext) async throws -> OrderPlan {
        let subjects = subjects(of: context.job, context.configuration)
        return OrderPlan(runs: try await FiresOfDays(context: context, subjects: subjects).plan(order))
    }

    func covers(_ order: RunOrder, _ run: RunRecord, _ view: LedgerView) throws -> Bool {
        order.matches(subject: run.subject)
    }

    func subjects(of job: JobDefinition, _ configuration: Configuration) -> [RunSubject] {
        job.forEach == .server ? configuration.servers.filter(\.isEnabled).map { .server($0.name) } : [.whole]
    }

    func removals(_ context: PlanContext) async throws -> ExpirePlan? { nil }

    func ask(
        _ server: ServerDefinition, for job: JobDefinition, patience: Duration, _ dependencies: Dependencies
    ) async -> FetchRound.Answer { .postponed }

    func key(of run: RunRecord, server: String?) -> String { "\(run.job):\(run.subject)" }

    func obstacle(to run: RunRecord, of job: JobDefinition, _ view: LedgerView, nowUs: Int64) throws -> WaitReason? {
        nil
    }

    func companions(
        of run: RunRecord, of job: JobDefinition, _ view: LedgerView, nowUs: Int64
    ) throws -> [LedgerView.Companion] { [] }

    func batch(_ contexts: [RunContext]) -> (any RunBatch)? { nil }

    func release(_ context: RunContext, after end: RunEnd, why: String, _ tx: LedgerTransaction) throws {}

    func clearUp(_ context: RunContext, after end: RunEnd, why: String) async throws {}

    func consequences(of run: RunRecord) -> RunConsequences { RunConsequences() }
}

/// Attempts that share a worker.
protocol RunBatch: Sendable {
    /// `<run>.<attempt>`: its directory in `work/`.
    var work: String { get }
    func start()
    /// Waits until a run of the batch has ended.
    func end(of run: Int64) async
    /// A run is not to go on.
    func cancel(_ run: Int64)
    /// The daemon drains: what is being worked on is the last.
    func windDown()
}

/// What the end of a run means for others, besides the jobs that come after its own.
struct RunConsequences: Equatable, Sendable {
    /// There may be new rows.
    var hasNewRows = false
    /// Its own job is asked what is left to do.
    var asksAgain = true
}
