import Scheduling

extension JobSetChecker {
    /// Reports what a job asks for and the configuration does not give.
    func check(against configuration: Configuration) {
        for entry in entries {
            guard let job = entry.job else { continue }
            if job.kind == .purge, job.isEnabled, configuration.privacy.purgeAfterDays == nil {
                entry.document.report(
                    ["kind"], "the job '\(job.name)' is enabled, but purge_after_days is not set",
                    "set purge_after_days under [privacy] in \(configuration.file), or enabled = false here")
            }
            checkNames(job, entry, configuration)
            let needed: Int64? =
                switch job.parameters {
                case .compact(let parameters): parameters.memoryLimit
                case .purge(let parameters): parameters.memoryLimit
                default: nil
                }
            if case .refresh(let parameters) = job.parameters { check(parameters, entry, configuration) }
            let given = configuration.limits.memoryPerWorker
            if let needed, needed > given {
                entry.document.report(
                    ["parameters", "memory_limit"],
                    "'memory_limit' (\(ByteCountText.format(needed))) is more than a worker may use "
                        + "(\(ByteCountText.format(given)))",
                    "lower it, or raise memory_per_worker under [limits] in \(configuration.file)")
            }
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

    /// A file of the operator's own is not overwritten, and not left unused either.
    private func check(_ parameters: RefreshParameters, _ entry: Entry, _ configuration: Configuration) {
        let own = configuration.reference
        let pairs = [
            ("geo_country", parameters.countryDatabaseURL, own.countryDatabase),
            ("geo_asn", parameters.asnDatabaseURL, own.asnDatabase),
            ("suffix_list", parameters.suffixListURL, own.suffixList),
        ]
        func report(_ path: DocumentPath, _ key: String, _ file: String) {
            entry.document.report(
                path, "'\(key)' would be refreshed, but [reference] in \(configuration.file) names \(file)",
                "keep one of the two")
        }
        for (key, url, file) in pairs {
            if url != nil, let file { report(["parameters", key], key, file) }
        }
        for name in parameters.resolverListURLs.keys.sorted() {
            if let file = own.resolverLists[name] { report(["parameters", "resolver_lists", name], name, file) }
        }
    }

    /// What the configuration promises and no job does; told only when all jobs are known.
    func missing(for configuration: Configuration) -> [ConfigurationProblem] {
        guard isComplete, let days = configuration.privacy.purgeAfterDays else { return [] }
        if entries.contains(where: { $0.job?.kind == .purge && $0.job?.isEnabled == true }) { return [] }
        return [
            ConfigurationProblem(
                file: configuration.file, line: nil,
                message: "addresses are to be gone after \(days) days, but no job of kind 'purge' is enabled",
                suggestion: "set enabled = true in its job file, or leave purge_after_days out")
        ]
    }
}
