import Scheduling

/// Checks jobs against each other; what is wrong is reported at the line that says it.
struct JobSetChecker {
    struct Entry {
        let document: Document
        let job: JobDefinition?
    }

    let entries: [Entry]
    let kinds: JobKinds
    /// Whether every file has given a job, so that a name that is missing is really missing.
    let isComplete: Bool

    func check() {
        checkNames()
        checkReferences()
        checkCycles("after") { $0.after }
        checkCycles("on_failure") { $0.onFailure }
    }

    private func checkNames() {
        var first: [String: String] = [:]
        for entry in entries {
            guard let job = entry.job else { continue }
            if let other = first[job.name] {
                entry.document.report(
                    ["name"], "a job named '\(job.name)' is already in \(other)", "give one of them another name")
            } else {
                first[job.name] = entry.document.file
            }
        }
    }

    private func checkReferences() {
        let jobs = entries.compactMap(\.job)
        let names = jobs.map(\.name)
        for entry in entries {
            guard let job = entry.job else { continue }
            for (key, references) in [("after", job.after), ("on_failure", job.onFailure)] {
                for (index, reference) in references.enumerated() {
                    let place: DocumentPath = [key, String(index)]
                    guard let target = jobs.first(where: { $0.name == reference }) else {
                        let suggestion = EditDistance.suggestion(for: reference, among: names)
                        if isComplete || suggestion != nil {
                            entry.document.report(
                                place, "'\(key)' names the job '\(reference)', which does not exist", suggestion)
                        }
                        continue
                    }
                    if key == "on_failure", !target.kind.traits.tellsOfFailures {
                        entry.document.report(
                            place, "'on_failure' names '\(reference)', which is of kind '\(target.kind.rawValue)'",
                            "only jobs of kind \(kinds.quoted(where: \.tellsOfFailures)) can be started by a failure")
                    }
                }
            }
        }
    }

    /// Each circle is reported once, at the job of it that comes first.
    private func checkCycles(_ key: String, _ edges: (JobDefinition) -> [String]) {
        var jobs: [String: JobDefinition] = [:]
        for job in entries.compactMap(\.job) where jobs[job.name] == nil { jobs[job.name] = job }
        var done: Set<String> = []
        for entry in entries {
            guard let job = entry.job, !done.contains(job.name) else { continue }
            if let circle = circle(from: job.name, jobs, edges, excluding: done) {
                entry.document.report(
                    [key], "'\(key)' is circular: \((circle + [circle[0]]).joined(separator: " → "))",
                    "remove one of these")
                done.formUnion(circle)
            }
            done.insert(job.name)
        }
    }

    /// The shortest way from a job back to itself, which does not lead through `excluding`.
    private func circle(
        from start: String, _ jobs: [String: JobDefinition], _ edges: (JobDefinition) -> [String],
        excluding done: Set<String>
    ) -> [String]? {
        var queue = [[start]]
        var seen: Set<String> = []
        while let path = queue.first, let last = path.last {
            queue.removeFirst()
            guard let job = jobs[last] else { continue }
            for next in edges(job) where !done.contains(next) {
                if next == start { return path }
                if seen.insert(next).inserted { queue.append(path + [next]) }
            }
        }
        return nil
    }
}

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
