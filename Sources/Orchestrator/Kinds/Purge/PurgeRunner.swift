import Jobs
import Ledger
import Model

/// Runs of kind `purge`, one for each day that is old enough: `RewriteRun` does them, without addresses.
struct PurgeRunner: JobRunner {
    let kind = JobKind.purge

    /// Bytes; a rewrite makes files of about this size.
    private static let targetFileSize: Int64 = 512 << 20

    /// Days older than the privacy limit that still carry addresses.
    func plan(_ context: PlanContext) async throws -> [NewRun] {
        guard let days = context.configuration.privacy.purgeAfterDays else { return [] }
        let parameters = context.job.parameters(PurgeParameters.self)
        let dependencies = context.dependencies
        // What is taken away does not come back: not by a clock that is in doubt.
        if try await dependencies.ledger.read({ try $0.clockDoubt() }) != nil { return [] }
        let limit = Day(microseconds: dependencies.now() - Int64(days) * 86_400_000_000).description
        let name = context.job.name
        return try await dependencies.ledger.read { view in
            try view.unpurgedPartitions(beforeDay: limit).filter { parameters.tables.contains($0.tableName) }.compactMap
            { partition in
                let subject = partition.subject
                return try view.hasOpenRun(job: name, subject: subject)
                    ? nil : context.run(subject, cause: .generation(partition.revision))
            }
        }
    }

    func plan(_ order: RunOrder, _ context: PlanContext) async throws -> OrderPlan {
        try await DaysOfOrder(context: context).plan(order, missing: plan)
    }

    /// Rewrites of one day, by whatever job.
    func key(of run: RunRecord, server: String?) -> String { RewriteRun.key(ofDay: run.subject) }

    func execute(_ context: RunContext) async throws {
        let parameters = context.job.parameters(PurgeParameters.self)
        try await RewriteRun(
            context: context, targetFileSize: Self.targetFileSize, memoryLimit: parameters.memoryLimit, purpose: .purge
        ).execute()
    }
}
