import Jobs
import Ledger
import Model

/// Runs of kind `fetch`, one for a name server that has something new: `FetchProbe` asks, `FetchRun` fetches.
struct FetchRunner: JobRunner {
    let kind = JobKind.fetch

    /// Name servers that are asked; others push their captures.
    func subjects(of job: JobDefinition, _ configuration: Configuration) -> [RunSubject] {
        configuration.servers.filter { $0.isEnabled && $0.source != .pushed }.map { .server($0.name) }
    }

    func plan(_ order: RunOrder, _ context: PlanContext) async throws -> OrderPlan {
        guard order.selection != .all, order.range == nil else {
            throw LedgerError.conflict(
                "fetched captures are not fetched again, and a fetch always gets everything new; "
                    + "to decode captures again: entradactl run decode --only all --from …")
        }
        let servers = subjects(of: context.job, context.configuration).filter {
            order.server == nil || $0.server == order.server
        }
        if order.selection == .missing { return OrderPlan(runs: servers.map { context.run($0) }) }
        let failed = try await context.failedSubjects()
        return OrderPlan(runs: servers.filter(failed.contains).map { context.run($0) })
    }

    func ask(
        _ server: ServerDefinition, for job: JobDefinition, patience: Duration, _ dependencies: Dependencies
    ) async -> FetchRound.Answer {
        let parameters = job.parameters(FetchParameters.self)
        return await FetchProbe(
            dependencies: dependencies, server: server, parameters: parameters, job: job.name, patience: patience
        )
        .answer()
    }

    func execute(_ context: RunContext) async throws {
        try await FetchRun(context: context, parameters: context.job.parameters(FetchParameters.self)).execute()
    }
}
