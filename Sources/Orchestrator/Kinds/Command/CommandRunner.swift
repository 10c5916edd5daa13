import Jobs

/// Runs of kind `command`: `CommandRun` does them.
struct CommandRunner: JobRunner {
    let kind = JobKind.command

    func execute(_ context: RunContext) async throws {
        try await CommandRun(context: context, parameters: context.job.parameters(CommandParameters.self)).execute()
    }
}
