import Scheduling

extension JobSetChecker {
    /// Reports what a job asks for and the configuration does not give.
    func check(against configuration: Configuration) {
        for entry in entries {
            guard let job = entry.job else { continue }
            if job.kind == .purge, job.isEnabled, configuration.privacy.purgeAfterDays == nil {
                entry.document.report(
                    ["kind"], "the job '\(job.name)' is enabled, but nothing says which days are to be purged",
                    "set purge_after_days under [privacy] in \(configuration.file), or enabled = false here")
            }
            let needed: Int64? =
                switch job.parameters {
                case .compact(let parameters): parameters.memoryLimit
                case .purge(let parameters): parameters.memoryLimit
                default: nil
                }
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
