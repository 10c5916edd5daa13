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

/// A kind of job that the running daemon knows, with what a command has to know of it.
public struct LiveKind: Codable, Sendable, Equatable {
    public var name: String
    /// What jobs of this kind do, in a sentence.
    public var summary: String
    /// What becomes of what is there: `adds`, `rewrites` or `removes`.
    public var effect: String
    /// What a run may be made for that is there once: `capture`, `state`, `day`. Sorted.
    public var items: [String]

    public init(name: String, summary: String, effect: String, items: [String]) {
        self.name = name
        self.summary = summary
        self.effect = effect
        self.items = items
    }
}

/// A run that works at this moment.
public struct LiveWorker: Codable, Sendable, Equatable {
    public var run: Int64
    public var job: String
    public var subject: String
    /// The worker process; nil when the daemon does the work itself.
    public var pid: Int32?
    public var startedUs: Int64
    /// What it has reported so far.
    public var bytes: Int64
    public var packets: Int64
    /// Processor time of the process so far, microseconds; `nil`: no process, or it has just ended.
    public var cpuUs: Int64?
    /// Memory of the process that is resident.
    public var rssBytes: Int64?

    public init(
        run: Int64, job: String, subject: String, pid: Int32?, startedUs: Int64, bytes: Int64 = 0, packets: Int64 = 0,
        cpuUs: Int64? = nil, rssBytes: Int64? = nil
    ) {
        self.run = run
        self.job = job
        self.subject = subject
        self.pid = pid
        self.startedUs = startedUs
        self.bytes = bytes
        self.packets = packets
        self.cpuUs = cpuUs
        self.rssBytes = rssBytes
    }
}

/// A name server as the running daemon knows it.
public struct LiveServer: Codable, Sendable, Equatable {
    public var name: String
    /// `sftp`, `local` or `pushed`.
    public var source: String
    public var enabled: Bool
    /// It is left alone until then, because fetches have failed for good; microseconds since the epoch.
    public var heldUntilUs: Int64?
    /// When it was asked for captures since the start, by time or by an operator; microseconds since the epoch.
    public var lastAskedUs: Int64?
    public var lastAnsweredUs: Int64?
    /// Why asking failed the last time; `nil`: it did not.
    public var lastError: String?
    /// Names of its last listing that are not fetched, by reason.
    public var notFetched: [String: Int64]?
    /// When a file of it is taken for whole; `nil`: no job fetches, or it pushes.
    public var rule: FetchRule?

    public init(
        name: String, source: String, enabled: Bool, heldUntilUs: Int64? = nil, lastAskedUs: Int64? = nil,
        lastAnsweredUs: Int64? = nil, lastError: String? = nil, notFetched: [String: Int64]? = nil,
        rule: FetchRule? = nil
    ) {
        self.name = name
        self.source = source
        self.enabled = enabled
        self.heldUntilUs = heldUntilUs
        self.lastAskedUs = lastAskedUs
        self.lastAnsweredUs = lastAnsweredUs
        self.lastError = lastError
        self.notFetched = notFetched
        self.rule = rule
    }
}

/// When the job that fetches takes a file at a source for whole.
public struct FetchRule: Codable, Sendable, Equatable {
    /// The job that has it.
    public var job: String
    /// How long a file must have been unchanged.
    public var minAgeSeconds: Int64
    /// The same for the newest file of its series.
    public var quietSeconds: Int64

    public init(job: String, minAgeSeconds: Int64, quietSeconds: Int64) {
        self.job = job
        self.minAgeSeconds = minAgeSeconds
        self.quietSeconds = quietSeconds
    }

    /// For people.
    public var text: String {
        "two listings, \(minAgeSeconds) s apart (min_age), show it unchanged; \(quietSeconds) s apart if it is the newest of its "
            + "series (quiet)"
    }
}
