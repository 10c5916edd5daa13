import Jobs
import Model
import Scheduling

/// When jobs look at files that have arrived. A value without a clock: it decides, and the scheduler looks.
///
/// What was heard is looked at once, and again when it may have become quiet: one look for each job is planned, the
/// earlier one; the periodic scan finds the rest.
struct ArrivalPlan: Sendable {
    enum Look: Sendable, Equatable {
        /// The ledger is asked what is left to do for the job.
        case plan(job: String)
        /// The servers are asked for news, for the job.
        case ask(job: String, servers: Set<String>)
    }

    private struct Planned {
        var dueUs: Int64
        /// Those that a job that fetches asks.
        var servers: Set<String>
    }

    private var planned: [String: Planned] = [:]

    /// When the first planned look is due, microseconds since the epoch.
    var nextUs: Int64? { planned.values.map(\.dueUs).min() }

    /// Files have arrived.
    ///
    /// - Parameters:
    ///   - servers: whose files they are.
    ///   - jobs: those that are enabled.
    /// - Returns: the looks that are due now.
    mutating func heard(
        _ servers: [ServerDefinition], jobs: [JobDefinition], isPaused: (String) -> Bool, nowUs: Int64
    ) -> [Look] {
        let local = Set(servers.compactMap { if case .local = $0.source { $0.name } else { nil } })
        var looks: [Look] = []
        for job in jobs {
            if let parameters = job.parameters.as(FetchParameters.self) {
                if local.isEmpty || isPaused(job.name) { continue }
                looks.append(.ask(job: job.name, servers: local))
                // A file of a local source is taken when two listings show it alike, as far apart as the job wants.
                let wait = max(parameters.quiet, parameters.minimumAge, .milliseconds(100)).wholeMicroseconds
                plan(job.name, local, atUs: nowUs + wait)
            } else if job.kind.traits.takesArrivals, servers.count > local.count {
                looks.append(.plan(job: job.name))
                // A pushed file is adopted when it has been quiet for as long as the job wants.
                let quiet = job.parameters(StageParameters.self).quiet.wholeMicroseconds
                if quiet > 0 { plan(job.name, [], atUs: nowUs + quiet + 10_000) }
            }
        }
        return looks
    }

    /// The planned looks that are due; what is paused meanwhile is left to the next scan.
    mutating func due(jobs: [JobDefinition], isPaused: (String) -> Bool, nowUs: Int64) -> [Look] {
        let due = planned.filter { $0.value.dueUs <= nowUs }
        for name in due.keys { planned[name] = nil }
        return jobs.compactMap { job in
            guard let look = due[job.name], !isPaused(job.name) else { return nil }
            return job.kind.traits.asksServers ? .ask(job: job.name, servers: look.servers) : .plan(job: job.name)
        }
    }

    /// The clock was set: the times are those of the clock as it was.
    mutating func forgetTimes() { planned = [:] }

    private mutating func plan(_ job: String, _ servers: Set<String>, atUs dueUs: Int64) {
        let before = planned[job]
        planned[job] = Planned(
            dueUs: min(before?.dueUs ?? .max, dueUs), servers: servers.union(before?.servers ?? []))
    }
}
