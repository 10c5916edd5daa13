/// Parameters of a job of kind `command`.
public struct CommandParameters: Hashable, Sendable {
    /// The absolute path of the program; it is not searched for.
    public var program: String
    /// Its arguments, passed as they are: there is no shell.
    public var arguments: [String]
    /// Added to the otherwise clean environment.
    public var environment: [String: String]
    /// Absolute; by default the private directory of the run.
    public var workingDirectory: String?
    /// As whom it runs; nil: as the daemon. Only root can become somebody else.
    public var user: String?
    public var limits: CommandLimits
    /// Exit codes after which trying again cannot help.
    public var permanentExitCodes: [Int]
    /// Between TERM and KILL, when it is cancelled or takes too long.
    public var grace: Duration
    /// Whether a run that was cut off is run again.
    public var onInterrupt: OnInterrupt

    public init(
        program: String = "", arguments: [String] = [], environment: [String: String] = [:],
        workingDirectory: String? = nil, user: String? = nil, limits: CommandLimits = CommandLimits(),
        permanentExitCodes: [Int] = [], grace: Duration = .seconds(10),
        onInterrupt: OnInterrupt = .retry
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.user = user
        self.limits = limits
        self.permanentExitCodes = permanentExitCodes
        self.grace = grace
        self.onInterrupt = onInterrupt
    }
}
