import Jobs

/// Runs of kind `refresh`: `RefreshRun` does them.
struct RefreshRunner: JobRunner {
    let kind = JobKind.refresh

    func execute(_ context: RunContext) async throws {
        try await RefreshRun(context: context, parameters: context.job.parameters(RefreshParameters.self)).execute()
    }
}
