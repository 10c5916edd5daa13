// Preflight
//
// What would go wrong on this machine with a configuration that reads well: a key that is the public half, a host that
// nobody has compared the key of, a program that is not there. `Jobs` reads the files and checks them against each
// other; here they are checked against the machine, before anything runs.
//
// Each check is a value in `Checks/` with one function, from a `PreflightScene` to findings. What a check wants to know
// of the machine it asks the `Machine` that it is given, so that all of them are tested without a disk. What is switched
// off is not looked at.
//
// An *error* is what cannot work: the daemon refuses it, or every attempt would fail. A *warning* is what may work, or
// what this user could not find out. The daemon's start refuses what `Preflight.start` finds; the rest is for
// `entradactl config check` and `entradactl doctor`, because a daemon that is up and says what is wrong with one server
// serves the others.

public import Jobs

/// The checks of a configuration against a machine.
public struct Preflight: Sendable {
    private let checks: [any PreflightCheck]

    /// Everything that can be found out without a connection.
    public static let whole = Preflight([
        DataRootCheck(), KeyCheck(), KnownHostsCheck(), LocalDirectoryCheck(), SourceOverlapCheck(),
        CommandCheck(), UserCheck(isDaemon: false),
    ])

    /// What keeps the daemon from starting: jobs that it could only do otherwise than they are written.
    public static let start = Preflight([UserCheck(isDaemon: true)])

    init(_ checks: [any PreflightCheck]) { self.checks = checks }

    /// What is found, in the order of files and lines.
    ///
    /// - Parameter credentialsDirectory: `CREDENTIALS_DIRECTORY`; without it credentials are not looked at.
    public func findings(
        _ configuration: Configuration, _ jobs: JobSet, on machine: some Machine, credentialsDirectory: String? = nil
    ) -> [PreflightFinding] {
        let scene = PreflightScene(
            configuration: configuration, jobs: jobs, machine: machine, credentialsDirectory: credentialsDirectory)
        return checks.flatMap { $0.findings(scene) }.sorted {
            ($0.problem.file, $0.problem.line ?? 0, $0.problem.message)
                < ($1.problem.file, $1.problem.line ?? 0, $1.problem.message)
        }
    }
}

/// One thing that is wrong between a configuration and a machine.
public struct PreflightFinding: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable {
        /// It cannot work.
        case error
        /// It may work, or it could not be found out.
        case warning
    }

    public var severity: Severity
    /// Where, what, and what to do.
    public var problem: ConfigurationProblem

    public init(_ severity: Severity, _ problem: ConfigurationProblem) {
        self.severity = severity
        self.problem = problem
    }
}
