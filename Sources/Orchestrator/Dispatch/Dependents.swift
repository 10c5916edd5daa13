import Jobs
import Ledger
import Model

/// What the end of a run starts: the jobs that come after its own, and the commands that are to know of a failure.
struct Dependents: Sendable {
    let dependencies: Dependencies
    let settings: Settings

    /// The runs that follow; whether they may be made is for `RunLimits` to say.
    func plans(after run: RunRecord, of job: JobDefinition) async throws -> [NewRun] {
        var plans: [NewRun] = []
        let dependents = settings.jobs.dependents(of: job.name).filter { !$0.kind.traits.asksTheLedger }
        if run.state == .completed, !dependents.isEmpty {
            let server = try await settings.server(of: run, dependencies.ledger)
            for dependent in dependents {
                let all = settings.subjects(of: dependent)
                let own = all.filter { $0.server == server }
                for subject in own.isEmpty ? all : own {
                    plans.append(plan(dependent, subject: subject, cause: .after(run: run.id), reason: nil))
                }
            }
        }
        // A command that tells of a failure and fails itself is not told of again.
        if run.state == .discarded, !run.cause.tellsOfFailure {
            for name in job.onFailure {
                guard let command = settings.jobs[name], command.isEnabled else { continue }
                let reason = "run \(run.id) of \(run.job) (\(run.subject)) failed: \(run.error ?? "no message")"
                plans.append(plan(command, subject: .whole, cause: .failure(run: run.id), reason: reason))
            }
        }
        return plans
    }

    private func plan(_ job: JobDefinition, subject: RunSubject, cause: RunCause, reason: String?) -> NewRun {
        let now = dependencies.now()
        return NewRun(
            job: job.name, kind: job.kind.rawValue, subject: subject, cause: cause, priority: Int64(job.priority),
            nominalUs: now, dueUs: now, reason: reason)
    }
}
