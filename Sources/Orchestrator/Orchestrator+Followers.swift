import Jobs
import Ledger
import Model

/// What the end of a run starts.
extension Orchestrator {
    /// Asks the levels again of a job and of those that come after it.
    ///
    /// - Parameter exceptItself: a merge is no reason to look for closed days before their time.
    func askAgain(after job: JobDefinition, exceptItself: Bool = false) {
        if !exceptItself { nudged.insert(job.name) }
        for dependent in jobs.dependents(of: job.name) { nudged.insert(dependent.name) }
    }

    /// Starts the jobs that come after this one, and the commands that are to know of a failure.
    func follow(_ run: RunRecord, of job: JobDefinition) async throws {
        if job.kind == .decode || job.kind == .compact { merges.signal() }
        var plans: [NewRun] = []
        let dependents = jobs.dependents(of: job.name).filter { !$0.kind.asksTheLedger }
        if run.state == .completed, !dependents.isEmpty {
            let server = try await server(of: run)
            for dependent in dependents {
                let all = subjects(of: dependent)
                let own = all.filter { $0.server == server }
                for subject in own.isEmpty ? all : own {
                    plans.append(plan(dependent, subject: subject, cause: .after(run: run.id), reason: nil))
                }
            }
        }
        // A command that tells of a failure and fails itself is not told of again.
        if run.state == .discarded, !run.cause.tellsOfFailure {
            for name in job.onFailure {
                guard let command = jobs[name], command.isEnabled else { continue }
                let reason = "run \(run.id) of \(run.job) (\(run.subject)) failed: \(run.error ?? "no message")"
                plans.append(plan(command, subject: .whole, cause: .failure(run: run.id), reason: reason))
            }
        }
        try await createRuns(try await admit(followers: plans))
    }

    private func plan(_ job: JobDefinition, subject: RunSubject, cause: RunCause, reason: String?) -> NewRun {
        let now = site.now()
        return NewRun(
            job: job.name, kind: job.kind.rawValue, subject: subject, cause: cause, priority: Int64(job.priority),
            nominalUs: now, dueUs: now, reason: reason)
    }
}
