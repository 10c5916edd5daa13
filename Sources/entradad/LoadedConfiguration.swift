import Control
import Foundation
import Jobs
import Preflight

/// Configuration and jobs, read and checked together.
struct LoadedConfiguration: Sendable {
    let configuration: Configuration
    let jobs: JobSet
    /// What opens the TCP listeners.
    let tokens: TokenSet

    /// - Throws: `ConfigurationErrors` with every problem of every file.
    static func load(_ overrides: ConfigurationOverrides) throws -> LoadedConfiguration {
        let credentials = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
        let configuration = try Configuration.load(overrides, credentialsDirectory: credentials)
        let jobs = try JobSet.load(directory: configuration.jobsDirectory, configuration: configuration)
        // Never do something else than what somebody has asked for.
        let refusals = Preflight.start.findings(configuration, jobs, on: SystemMachine())
        if !refusals.isEmpty { throw ConfigurationErrors(refusals.map(\.problem)) }
        let tokens = try TokenSet.read(configuration, credentialsDirectory: credentials)
        return LoadedConfiguration(configuration: configuration, jobs: jobs, tokens: tokens)
    }
}
