import Jobs

/// Runs of kind `expire`: `ExpirePlanner` finds what goes, `ExpireRun` removes it.
struct ExpireRunner: JobRunner {
    let kind = JobKind.expire

    func removals(_ context: PlanContext) async throws -> ExpirePlan? {
        try await ExpirePlanner(
            dependencies: context.dependencies, configuration: context.configuration, job: context.job.name
        ).plan()
    }

    func execute(_ context: RunContext) async throws { try await ExpireRun(context: context).execute() }
}
