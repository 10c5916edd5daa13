public import WorkerProtocol

/// What to start and within which limits.
public struct WorkerCommand: Sendable, Equatable {
    public enum Work: Sendable, Equatable {
        /// `entrada-worker` is asked for it on its standard input, and ends when that is closed.
        case request(WorkerRequest.Work)
        /// Another program, by its path.
        case program(String, arguments: [String])
    }

    public var work: Work
    public var environment: [String: String]
    public var workingDirectory: String?
    /// Absolute path of the log that takes standard error, capped.
    public var logPath: String
    public var logLimitBytes: Int64
    public var timeoutSeconds: Double
    public var noProgressSeconds: Double
    /// Between TERM and KILL; `nil`: the launcher's own.
    public var grace: Duration?
    /// As whom it runs; `nil`: as this process.
    public var user: SystemUser?
    /// What it is told on its standard input behind the request; `nil`: nothing.
    public var orders: WorkerOrders?
    /// What becomes of standard output.
    public var output: Output
    /// A guard starts it and keeps hold of all that descends from it; here is told what was stopped. Nil: nobody does, and
    /// only its process group is stopped with it.
    public var guarding: StoppedProcesses?
    /// A line of the log that comes before what it prints; `nil`: none does.
    public var mark: String?

    public enum Output: Sendable {
        /// Its lines are delivered.
        case lines
        /// It goes to the log, as it is; the last line is delivered at the end.
        case log
    }

    public init(
        _ work: Work, environment: [String: String] = [:], workingDirectory: String? = nil,
        logPath: String, logLimitBytes: Int64, timeoutSeconds: Double, noProgressSeconds: Double,
        grace: Duration? = nil,
        user: SystemUser? = nil, orders: WorkerOrders? = nil, output: Output = .lines
    ) {
        self.work = work
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.logPath = logPath
        self.logLimitBytes = logLimitBytes
        self.timeoutSeconds = timeoutSeconds
        self.noProgressSeconds = noProgressSeconds
        self.grace = grace
        self.user = user
        self.orders = orders
        self.output = output
    }
}

/// Starts workers. The real one starts processes; tests may give another.
public protocol WorkerLauncher: Sendable {
    /// Runs a worker to its end. Cancelling the task stops the worker (TERM, then KILL after a grace).
    ///
    /// - Parameters:
    ///   - started: called once with the worker's process id, before any line is delivered. What it throws ends the
    ///     worker, and is thrown here.
    ///   - line: called with each line of its standard output.
    func run(
        _ command: WorkerCommand, started: @escaping @Sendable (Int32) async throws -> Void,
        line: @escaping @Sendable (String) async -> Void
    ) async throws -> WorkerEnd
}

/// How a worker ended.
public enum WorkerEnd: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
    /// We stopped it, for this reason.
    case stopped(StopReason)

    public enum StopReason: String, Sendable {
        case cancelled, timeout, noProgress
    }
}
