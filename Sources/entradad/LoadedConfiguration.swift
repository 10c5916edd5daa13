import Foundation
import Jobs

/// Configuration and jobs, read and checked together.
struct LoadedConfiguration: Sendable {
    let configuration: Configuration
    let jobs: JobSet

    /// Errors: `ConfigurationErrors` with every problem of every file.
    static func load(_ overrides: ConfigurationOverrides) throws -> LoadedConfiguration {
        let credentials = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
        let configuration = try Configuration.load(overrides, credentialsDirectory: credentials)
        if configuration.privacy.action == .pseudonymise {
            // Never write addresses as they are where somebody has asked for something else.
            throw ConfigurationErrors([
                ConfigurationProblem(
                    file: configuration.file, line: nil,
                    message: "the policy \"pseudonymise\" cannot be applied by this version",
                    suggestion: "choose \"truncate\" or \"drop\"")
            ])
        }
        return LoadedConfiguration(
            configuration: configuration,
            jobs: try JobSet.load(directory: configuration.jobsDirectory, configuration: configuration))
    }
}
