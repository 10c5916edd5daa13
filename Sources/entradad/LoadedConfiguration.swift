import Control
import Foundation
import Jobs
import Orchestrator

/// Configuration and jobs, read and checked together.
struct LoadedConfiguration: Sendable {
    let configuration: Configuration
    let jobs: JobSet
    /// What opens the TCP listeners.
    let tokens: TokenSet

    /// Errors: `ConfigurationErrors` with every problem of every file.
    static func load(_ overrides: ConfigurationOverrides) throws -> LoadedConfiguration {
        let credentials = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
        let configuration = try Configuration.load(overrides, credentialsDirectory: credentials)
        let jobs = try JobSet.load(directory: configuration.jobsDirectory, configuration: configuration)
        // Never do something else than what somebody has asked for.
        let problems =
            notYetPossible(configuration, jobs)
            + jobs.userProblems(isRoot: geteuid() == 0) { SystemUser.named($0) != nil }
        if !problems.isEmpty { throw ConfigurationErrors(problems) }
        let tokens = try TokenSet.read(configuration, credentialsDirectory: credentials)
        return LoadedConfiguration(configuration: configuration, jobs: jobs, tokens: tokens)
    }

    private static func notYetPossible(_ configuration: Configuration, _ jobs: JobSet) -> [ConfigurationProblem] {
        var problems: [ConfigurationProblem] = []
        for job in jobs.jobs where job.isEnabled {
            func refuse(_ message: String) {
                problems.append(
                    ConfigurationProblem(
                        file: configuration.jobsDirectory, line: nil,
                        message: "job \(job.name): \(message) in this version", suggestion: "write enabled = false"))
            }
            if job.kind == .collect || job.kind == .export { refuse("kind \(job.kind.rawValue) is not available") }
        }
        return problems
    }
}
