import Jobs
import Ledger
import Model
import Scheduling

/// Runs of kind `stage`: `StageRun` does them.
struct StageRunner: JobRunner {
    let kind = JobKind.stage

    /// One run if anything in `captures/` waits to be adopted.
    func plan(_ context: PlanContext) async throws -> [NewRun] {
        let (dependencies, name) = (context.dependencies, context.job.name)
        let now = dependencies.now()
        let (fetched, busy, seq) = try await dependencies.ledger.read { view in
            // One that could not be adopted has a time of its own.
            let resting = try view.restingCaptures(nowUs: now)
            let waiting = try view.chain(state: .fetched, limit: resting.count + 1).filter { !resting.contains($0.id) }
            return (
                waiting.count + (try view.uncompared(limit: 1).count), try view.hasOpenRun(job: name, subject: .whole),
                try view.events(limit: 1).last?.seq ?? 0
            )
        }
        if busy { return [] }
        if fetched == 0 {
            let stage = context.job.parameters(StageParameters.self)
            let servers = context.configuration.servers.map(\.name)
            if try await PushedFiles(dependencies: dependencies, servers: servers).stable(quiet: stage.quiet).isEmpty {
                return []
            }
        }
        return [context.run(.whole, cause: .generation(seq))]
    }

    func execute(_ context: RunContext) async throws {
        try await StageRun(context: context, parameters: context.job.parameters(StageParameters.self)).execute()
    }
}
