import Foundation
import Jobs
import Preflight

/// `entradactl config check`: what is wrong in the configuration, in the jobs, and with both on this machine.
struct ConfigurationCheck: Codable, Sendable {
    struct Problem: Codable, Sendable {
        var file: String
        var line: Int?
        var message: String
        var suggestion: String?

        init(_ problem: ConfigurationProblem) {
            (file, line) = (problem.file, problem.line)
            (message, suggestion) = (problem.message, problem.suggestion)
        }

        /// `file:line: message; suggestion`.
        var text: String {
            ConfigurationProblem(file: file, line: line, message: message, suggestion: suggestion).description
        }
    }

    var schema = 1
    var config: String
    var jobsDirectory: String
    var jobs: Int
    var servers: Int
    /// What cannot work.
    var problems: [Problem]
    /// What may work, or could not be found out as this user.
    var warnings: [Problem]

    init(_ places: Paths) {
        config = places.config
        var found: [ConfigurationProblem] = []
        var warnings: [ConfigurationProblem] = []
        let credentials = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
        var configuration: Configuration?
        do {
            configuration = try Configuration.load(places.overrides, credentialsDirectory: credentials)
        } catch {
            found += error.problems
        }
        jobsDirectory = configuration?.jobsDirectory ?? places.jobs
        servers = configuration?.servers.count ?? 0
        var set = JobSet([])
        do {
            set = try JobSet.load(directory: jobsDirectory, configuration: configuration)
        } catch {
            found += error.problems
        }
        jobs = set.jobs.count
        if let configuration {
            let findings = Preflight.whole.findings(
                configuration, set, on: SystemMachine(), credentialsDirectory: credentials)
            found += findings.filter { $0.severity == .error }.map(\.problem)
            warnings += findings.filter { $0.severity == .warning }.map(\.problem)
        }
        problems = found.map(Problem.init)
        self.warnings = warnings.map(Problem.init)
    }

    /// One problem a line, warnings last; then what was looked at, if nothing is wrong.
    var lines: [String] {
        let told = problems.map(\.text) + warnings.map { "warning: " + $0.text }
        if !problems.isEmpty { return told }
        let end = warnings.isEmpty ? "no problems" : "no errors, \(warnings.count) warnings"
        return told + ["\(config): \(servers) servers; \(jobsDirectory): \(jobs) jobs; \(end)"]
    }
}

/// `entradactl config diff`: what a reload would change.
struct ConfigurationDiffReport: Encodable {
    var schema = 1
    var settings: [ConfigurationDiff.Change]
    var servers: ConfigurationDiff.Part
    var jobs: ConfigurationDiff.Part

    init(_ diff: ConfigurationDiff) {
        settings = diff.settings
        servers = diff.servers
        jobs = diff.jobs
    }
}
