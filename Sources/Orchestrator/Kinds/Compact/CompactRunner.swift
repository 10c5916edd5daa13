import Jobs
import Ledger
import Model
import Scheduling

/// Runs of kind `compact`, one for each day that is closed, and merges of small files before that (`MergePlanner`).
/// `RewriteRun` does both.
struct CompactRunner: JobRunner {
    let kind = JobKind.compact

    /// Closed days that have enough in staging.
    func plan(_ context: PlanContext) async throws -> [NewRun] {
        let parameters = context.job.parameters(CompactParameters.self)
        let now = context.dependencies.now()
        let wait = parameters.closedAfter.wholeMicroseconds
        let name = context.job.name
        return try await context.dependencies.ledger.read { view in
            var plans: [NewRun] = []
            for partition in try view.stagedPartitions() where parameters.tables.contains(partition.tableName) {
                let subject = partition.subject
                // A merge that waits is overtaken: afterwards there is nothing left for it.
                let isPlanned = try view.runs(job: name, subject: subject, limit: 50).contains {
                    !$0.state.isFinal && !MergePlanner.isMerge($0)
                }
                if isPlanned { continue }
                if !context.isForced {
                    guard let end = Day(partition.day)?.endUs, end + wait <= now,
                        PlanContext.isOver(wait, since: partition.changedUs, now)
                    else { continue }
                    if try view.hasOpenCapture(untilUs: end), end + 86_400_000_000 > now { continue }
                    let isRewrite = partition.generation > 0
                    if isRewrite && partition.masks == 0 && partition.stagedFiles <= 8
                        && partition.stagedRows * 10 <= partition.rows
                    {
                        continue
                    }
                }
                plans.append(context.run(subject, cause: .generation(partition.revision)))
            }
            return plans
        }
    }

    func planAfterNewRows(_ context: PlanContext) async throws -> [NewRun] {
        try await MergePlanner(dependencies: context.dependencies, job: context.job).plan()
    }

    func plan(_ order: RunOrder, _ context: PlanContext) async throws -> OrderPlan {
        try await DaysOfOrder(context: context).plan(order, missing: plan)
    }

    /// Rewrites of one day, by whatever job.
    func key(of run: RunRecord, server: String?) -> String { RewriteRun.key(ofDay: run.subject) }

    func execute(_ context: RunContext) async throws {
        let parameters = context.job.parameters(CompactParameters.self)
        try await RewriteRun(
            context: context, targetFileSize: parameters.targetFileSize, memoryLimit: parameters.memoryLimit,
            purpose: MergePlanner.isMerge(context.run) ? .merge(parameters) : .compact
        ).execute()
    }

    /// A merge is no reason to look for closed days before their time.
    func consequences(of run: RunRecord) -> RunConsequences {
        RunConsequences(hasNewRows: true, asksAgain: !MergePlanner.isMerge(run))
    }
}
