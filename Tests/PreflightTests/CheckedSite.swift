import Jobs

@testable import Preflight

/// A configuration and jobs from their texts, on a machine on paper where everything is as it should be.
struct CheckedSite {
    static let key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n"

    var configuration: String
    var jobs: [(file: String, text: String)]
    var machine = PaperMachine(paths: ["/data": .directory, "/in": .directory, "/usr/bin/tool": .file(mode: 0o755)])

    init(_ servers: String = "", jobs: [(file: String, text: String)] = []) {
        configuration = "data_root = '/data'\n[privacy]\npolicy = 'keep'\n" + servers
        self.jobs = jobs
        machine.texts = ["/key": Self.key, "/hosts": "ns.example ssh-ed25519 AAAA\n"]
    }

    static func sftp(_ name: String, _ more: String = "", directory: String = "/out") -> String {
        """
        [servers.\(name)]
        source = 'sftp'
        host = 'ns.example'
        user = 'dns'
        key = '/key'
        known_hosts = '/hosts'
        directory = '\(directory)'
        \(more)

        """
    }

    /// `severity file:line: message; what to do`.
    func findings(_ preflight: Preflight = .whole) throws -> [String] {
        let read = try Configuration.parse(file: "/etc/e.toml", text: configuration) { _ in true }
        let set = jobs.isEmpty ? JobSet([]) : try JobSet.parse(jobs)
        var machine = machine
        machine.texts["/etc/e.toml"] = configuration
        for job in jobs { machine.texts[job.file] = job.text }
        return preflight.findings(read, set, on: machine).map { "\($0.severity.rawValue) \($0.problem)" }
    }
}
