import Jobs
import Ledger
import Model

/// What an order means for a job that rewrites days of tables.
struct DaysOfOrder: Sendable {
    let context: PlanContext

    /// - Parameter missing: plans what is left to do.
    func plan(_ order: RunOrder, missing: (PlanContext) async throws -> [NewRun]) async throws -> OrderPlan {
        let (dependencies, name) = (context.dependencies, context.job.name)
        var subjects: [RunSubject]
        switch order.selection {
        case .missing:
            var forced = context
            forced.isForced = true
            subjects = try await missing(forced).map(\.subject)
        case .failed: subjects = try await context.failedSubjects()
        case .all:
            subjects = try await dependencies.ledger.read { try $0.livePartitions().map(\.subject) }
        }
        let wanted = subjects.filter(order.matches)
        let free = try await dependencies.ledger.read { view in
            try wanted.filter { try !view.hasOpenRun(job: name, subject: $0) }
        }
        return OrderPlan(runs: free.map { context.run($0) })
    }
}
