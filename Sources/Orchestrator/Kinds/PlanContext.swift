import Jobs
import Ledger
import Model

/// What is known to whom plans runs of one job.
struct PlanContext: Sendable {
    let dependencies: Dependencies
    let configuration: Configuration
    let job: JobDefinition
    /// An operator asked: what is not due is done, too.
    var isForced = false

    /// A run of the job that is to be created.
    ///
    /// - Parameter nominalUs: `nil`: now.
    func run(_ subject: RunSubject, cause: RunCause = .other(""), nominalUs: Int64? = nil) -> NewRun {
        let now = dependencies.now()
        return NewRun(
            job: job.name, kind: job.kind.rawValue, subject: subject, cause: cause, priority: Int64(job.priority),
            nominalUs: nominalUs ?? now, dueUs: now)
    }

    /// The subjects whose last run has failed permanently.
    func failedSubjects() async throws -> [RunSubject] {
        let name = job.name
        return try await dependencies.ledger.read {
            try $0.openFailures(job: name, limit: OrderPlan.maximumCount).list.map(\.subject)
        }
    }

    /// Whether so much time is over. What began in the future began before the clock was set back.
    static func isOver(_ wait: Int64, since begin: Int64, _ now: Int64) -> Bool { begin > now || begin + wait <= now }
}
