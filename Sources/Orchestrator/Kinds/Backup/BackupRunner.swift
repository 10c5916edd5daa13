import Jobs

/// Runs of kind `backup`: `BackupRun` does them.
struct BackupRunner: JobRunner {
    let kind = JobKind.backup

    func execute(_ context: RunContext) async throws {
        try await BackupRun(context: context, parameters: context.job.parameters(BackupParameters.self)).execute()
    }
}
