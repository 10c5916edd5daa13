import Foundation
import Jobs

/// `entradactl config check`: what is wrong in the configuration and in the jobs.
struct ConfigurationCheck: Codable, Sendable {
    struct Problem: Codable, Sendable {
        var file: String
        var line: Int?
        var message: String
        var suggestion: String?
    }

    var schema = 1
    var config: String
    var jobsDirectory: String
    var jobs: Int
    var servers: Int
    var problems: [Problem]

    init(_ places: Places) {
        config = places.config
        var found: [ConfigurationProblem] = []
        var configuration: Configuration?
        do {
            let environment = ProcessInfo.processInfo.environment
            configuration = try Configuration.load(
                places.overrides, credentialsDirectory: environment["CREDENTIALS_DIRECTORY"])
        } catch {
            found += error.problems
        }
        jobsDirectory = configuration?.jobsDirectory ?? places.jobs
        servers = configuration?.servers.count ?? 0
        jobs = 0
        do {
            jobs = try JobSet.load(directory: jobsDirectory, configuration: configuration).jobs.count
        } catch {
            found += error.problems
        }
        problems = found.map {
            Problem(file: $0.file, line: $0.line, message: $0.message, suggestion: $0.suggestion)
        }
    }

    /// `file:line: message; suggestion`, one problem a line.
    var lines: [String] {
        if problems.isEmpty { return ["\(config): \(servers) servers; \(jobsDirectory): \(jobs) jobs; no problems"] }
        return problems.map { problem in
            ConfigurationProblem(
                file: problem.file, line: problem.line, message: problem.message, suggestion: problem.suggestion
            ).description
        }
    }
}
