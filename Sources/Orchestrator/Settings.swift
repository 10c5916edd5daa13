import Jobs

/// What the daemon was told: configuration and jobs, checked together and swapped together.
struct Settings: Sendable {
    var configuration: Configuration
    var jobs: JobSet

    /// What a job that fires by the clock alone is split by.
    func subjects(of job: JobDefinition) -> [String] {
        switch (job.kind, job.forEach) {
        case (.fetch, _): configuration.servers.filter { $0.isEnabled && $0.source != .pushed }.map(\.name)
        case (_, .server): configuration.servers.filter(\.isEnabled).map(\.name)
        default: ["-"]
        }
    }
}
