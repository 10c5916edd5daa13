import FileFlow
import Jobs
import Ledger
import Model

/// What an operator's order means: which days, which server, what is missing, failed, or all.
extension Operations {
    func plan(for order: RunOrder, job: JobDefinition) async throws -> OrderPlan {
        try order.checkDays()
        try await requireServer(order.server)
        let context = PlanContext(dependencies: dependencies, configuration: settings.configuration, job: job)
        if let subject = order.subject { return OrderPlan(runs: [context.run(subject)]) }
        let plan = try await settings.runners[job.kind].plan(order, context)
        guard plan.count <= OrderPlan.maximumCount else {
            throw LedgerError.conflict(
                "this would create \(plan.count) runs, and the limit is \(OrderPlan.maximumCount); "
                    + "narrow it with --from, --to, --server")
        }
        return plan
    }

    /// What a run of a job would remove, by rules, without removing it; `nil`: such jobs can't tell.
    public func removals(of name: String) async throws -> ExpirePlan? {
        guard let job = settings.jobs[name] else { throw LedgerError.notFound("job \(name)") }
        return try await settings.runners[job.kind].removals(
            PlanContext(dependencies: dependencies, configuration: settings.configuration, job: job))
    }

    /// Brings captures back to `incoming/` and makes a run for each, some at a time; gives the runs. What has changed
    /// since it was looked at is left out. A repeated order gives the same runs.
    func decodeAgain(_ captures: [CaptureRecord], _ order: RunOrder, job: JobDefinition) async throws -> [Int64] {
        var runs: [Int64] = []
        var rest = captures[...]
        let now = dependencies.now()
        while !rest.isEmpty {
            let step = rest.prefix(Self.backfillStep).map(\.id)
            rest = rest.dropFirst(Self.backfillStep)
            runs += try await dependencies.ledger.write { tx in
                try step.compactMap { id in
                    let (subject, cause) = (RunSubject.capture(id), RunCause.request(id: order.id, part: id))
                    if let made = try tx.view.run(job: job.name, subject: subject, cause: cause) { return made }
                    let state = try tx.view.requireCapture(id).state
                    guard [.quarantined, .loaded, .archived].contains(state) else { return nil }
                    try tx.reprocess(capture: id, who: order.who, why: order.reason)
                    // What comes in now is not to wait for what is done again.
                    return try tx.createRun(
                        NewRun(
                            job: job.name, kind: job.kind.rawValue, subject: subject, cause: cause,
                            priority: Int64(job.priority) - 1, nominalUs: now, dueUs: now, requestedBy: order.who,
                            reason: order.reason)
                    ).id
                }
            }
            _ = try await dependencies.flow.applyIntents()
            await host.signal([job.name])
        }
        return runs
    }

    private static let backfillStep = 500
}
