import DurableIO
import FileFlow
import Jobs
import Ledger

extension AlertFacts {
    /// Looks at everything that some alert asks for.
    static func gather(_ alerts: [AlertDefinition], dependencies: Dependencies, _ seen: OrchestratorObservation)
        async throws
        -> AlertFacts
    {
        var facts = AlertFacts(nowUs: dependencies.now())
        facts.servers = seen.configuration.servers.filter(\.isEnabled).map(\.name)
        facts.storage = seen.storageTrouble ?? dependencies.ledger.meter.reading.lastFailure
        facts.clock = seen.clockDoubt
        do { facts.freeBytes = try Disk().space(at: dependencies.root.path).freeBytes } catch {
            facts.spaceError = "\(error)"
        }
        facts.lowMark = seen.configuration.limits.diskLowMark
        let kinds = Set(alerts.map(\.condition.kind))
        let remembered = dependencies.meter.counts.jobs.compactMapValues(\.lastSuccessUs)
        let jobs = alerts.compactMap { alert -> String? in
            if case .noSuccess(let job, _) = alert.condition { job } else { nil }
        }
        let start = facts
        return try await dependencies.ledger.read { view in
            var facts = start
            if kinds.contains(.failure) || kinds.contains(.quarantine) { facts.failures = try view.openFailures() }
            if kinds.contains(.backlog) { facts.backlog = try view.backlog() }
            if !jobs.isEmpty {
                let known = Dictionary(try view.jobs().map { ($0.name, $0.changedUs) }) { first, _ in first }
                for job in Set(jobs) {
                    let last = try remembered[job] ?? view.lastSuccessUs(job: job)
                    facts.successes[job] = last ?? known[job]
                }
            }
            if kinds.contains(.captureMissing) {
                for server in facts.servers {
                    facts.captures[server] = try view.newestCaptureTimes(server: server, limit: ExpectedInterval.memory)
                }
            }
            return facts
        }
    }
}
