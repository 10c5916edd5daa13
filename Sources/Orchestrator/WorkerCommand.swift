/// What to start and within which limits.
public struct WorkerCommand: Sendable, Equatable {
    /// nil: `entrada-worker`.
    public var program: String?
    public var arguments: [String]
    public var environment: [String: String]
    public var workingDirectory: String?
    /// Absolute path of the log that takes standard error, capped.
    public var logPath: String
    public var logLimitBytes: Int64
    public var timeoutSeconds: Double
    public var noProgressSeconds: Double

    public init(
        program: String? = nil, arguments: [String], environment: [String: String] = [:],
        workingDirectory: String? = nil,
        logPath: String, logLimitBytes: Int64, timeoutSeconds: Double, noProgressSeconds: Double
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.logPath = logPath
        self.logLimitBytes = logLimitBytes
        self.timeoutSeconds = timeoutSeconds
        self.noProgressSeconds = noProgressSeconds
    }
}
