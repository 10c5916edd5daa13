import Scheduling

extension JobSetChecker {
    /// Reports what a job asks for and the configuration does not give.
    func check(against configuration: Configuration) {
        for entry in entries {
            guard let job = entry.job else { continue }
            checkNames(job, entry, configuration)
            job.parameters.value.check(ParameterCheck(job: job, configuration: configuration, document: entry.document))
        }
    }

    /// Calendars and pools are in the configuration.
    private func checkNames(_ job: JobDefinition, _ entry: Entry, _ configuration: Configuration) {
        func report(_ path: DocumentPath, _ what: String, _ name: String, _ known: [String], _ advice: String) {
            entry.document.report(
                path, "there is no \(what) '\(name)' in \(configuration.file)",
                EditDistance.suggestion(for: name, among: known) ?? advice)
        }
        for case .calendar(let name) in job.notOn where configuration.calendars[name] == nil {
            report(
                ["not_on"], "calendar", name, configuration.calendars.keys.sorted(),
                "add \(name) = [\"2026-12-25\", …] under [calendars] there")
        }
        if let pool = job.pool, configuration.pools[pool] == nil {
            report(["pool"], "pool", pool, configuration.pools.keys.sorted(), "add \(pool) = 4 under [pools] there")
        }
    }

    /// What the configuration promises and no job does; told only when all jobs are known.
    func missing(for configuration: Configuration) -> [ConfigurationProblem] {
        if !isComplete { return [] }
        let jobs = entries.compactMap(\.job)
        return kinds.all.flatMap { $0.missing(jobs, configuration) }
    }
}
