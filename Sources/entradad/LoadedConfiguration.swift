import Jobs

/// Configuration and jobs, read and checked together.
struct LoadedConfiguration: Sendable {
    let configuration: Configuration
    let jobs: JobSet

    /// Errors: `ConfigurationErrors` with every problem of every file.
    static func load(_ overrides: ConfigurationOverrides) throws -> LoadedConfiguration {
        let file = overrides.configurationFile ?? "/etc/entrada/entrada.toml"
        let configuration = try Configuration.load(file: file, overrides: overrides)
        return LoadedConfiguration(
            configuration: configuration, jobs: try JobSet.load(directory: configuration.jobsDirectory))
    }
}
