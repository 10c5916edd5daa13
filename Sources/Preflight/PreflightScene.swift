import Jobs

/// A configuration, the jobs that go with it, and the machine that they are to run on.
struct PreflightScene {
    let configuration: Configuration
    let jobs: JobSet
    let machine: any Machine
    let credentialsDirectory: String?

    /// Of the configuration file and of the job files; a file that is gone meanwhile has no lines.
    private let lines: [String: KeyLines]

    init(configuration: Configuration, jobs: JobSet, machine: any Machine, credentialsDirectory: String?) {
        self.configuration = configuration
        self.jobs = jobs
        self.machine = machine
        self.credentialsDirectory = credentialsDirectory
        var lines: [String: KeyLines] = [:]
        for file in Set([configuration.file] + jobs.jobs.map(\.file)) where !file.isEmpty {
            guard case .bytes(let bytes) = machine.read(file, limit: 1 << 20) else { continue }
            lines[file] = KeyLines(String(decoding: bytes, as: UTF8.self))
        }
        self.lines = lines
    }

    /// The servers that are asked or that push, by their names.
    var servers: [ServerDefinition] { configuration.servers.filter(\.isEnabled) }

    /// The servers that are asked over SFTP.
    var remote: [(server: ServerDefinition, source: SFTPSource)] {
        servers.compactMap { if case .sftp(let source) = $0.source { ($0, source) } else { nil } }
    }

    var enabledJobs: [JobDefinition] { jobs.jobs.filter(\.isEnabled) }

    /// A finding at a key of the configuration file.
    func finding(
        _ severity: PreflightFinding.Severity, at path: [String], _ message: String, _ suggestion: String
    ) -> PreflightFinding { finding(severity, configuration.file, path, message, suggestion) }

    /// A finding at a key of a job's file.
    func finding(
        _ severity: PreflightFinding.Severity, _ job: JobDefinition, at path: [String], _ message: String,
        _ suggestion: String
    ) -> PreflightFinding { finding(severity, job.file, path, "job \(job.name): " + message, suggestion) }

    private func finding(
        _ severity: PreflightFinding.Severity, _ file: String, _ path: [String], _ message: String,
        _ suggestion: String
    ) -> PreflightFinding {
        PreflightFinding(
            severity,
            ConfigurationProblem(
                file: file, line: lines[file]?.line(of: path), message: message, suggestion: suggestion))
    }

    /// `server ns1`, or `servers ns1, ns2, ns3 and 47 more`.
    static func names(_ servers: [String]) -> String {
        let more = servers.count > 3 ? " and \(servers.count - 3) more" : ""
        return (servers.count == 1 ? "server " : "servers ") + servers.prefix(3).joined(separator: ", ") + more
    }
}

/// One kind of thing that can be wrong. Pure: everything that it asks, it asks the scene.
protocol PreflightCheck: Sendable {
    func findings(_ scene: PreflightScene) -> [PreflightFinding]
}
