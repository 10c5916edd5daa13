import Jobs

/// Runs of kind `reconcile`: `ReconcileRun` does them.
struct ReconcileRunner: JobRunner {
    let kind = JobKind.reconcile

    func execute(_ context: RunContext) async throws {
        try await ReconcileRun(context: context, parameters: context.job.parameters(ReconcileParameters.self)).execute()
    }
}
