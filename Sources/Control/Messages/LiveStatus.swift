public import Reconciliation

/// What only the running daemon knows. Times are microseconds since the epoch.
public struct LiveStatus: Codable, Sendable, Equatable {
    public var version: String
    public var pid: Int32
    public var startedUs: Int64
    public var incarnation: Int64
    /// It was told to stop: nothing new is started.
    public var draining: Bool
    public var configPath: String
    public var jobsPath: String
    public var workers: [LiveWorker]
    /// Those of the configuration; nil from an older daemon.
    public var servers: [LiveServer]?
    /// Kinds of job; nil from an older daemon.
    public var kinds: [LiveKind]?
    /// When time fires each job next.
    public var nextFires: [String: Int64]
    /// The address of the web pages; nil when there are none.
    public var pages: String?
    public var warnings: [String]
    /// The same with the conditions that hold; nil from an older daemon.
    public var problems: [CheckProblem]?
    /// Of the filesystem of the data root.
    public var diskFreeBytes: Int64
    public var diskTotalBytes: Int64

    public init(
        version: String, pid: Int32, startedUs: Int64, incarnation: Int64, draining: Bool = false, configPath: String,
        jobsPath: String, workers: [LiveWorker] = [], servers: [LiveServer]? = nil, kinds: [LiveKind]? = nil,
        nextFires: [String: Int64] = [:],
        pages: String? = nil,
        warnings: [String] = [], problems: [CheckProblem]? = nil, diskFreeBytes: Int64 = 0, diskTotalBytes: Int64 = 0
    ) {
        self.version = version
        self.pid = pid
        self.startedUs = startedUs
        self.incarnation = incarnation
        self.draining = draining
        self.configPath = configPath
        self.jobsPath = jobsPath
        self.workers = workers
        self.servers = servers
        self.kinds = kinds
        self.nextFires = nextFires
        self.pages = pages
        self.warnings = warnings
        self.problems = problems
        self.diskFreeBytes = diskFreeBytes
        self.diskTotalBytes = diskTotalBytes
    }
}
