import Jobs

/// Runs of kind `verify`: `VerifyRun` does them.
struct VerifyRunner: JobRunner {
    let kind = JobKind.verify

    func execute(_ context: RunContext) async throws {
        try await VerifyRun(context: context, parameters: context.job.parameters(VerifyParameters.self)).execute()
    }
}
