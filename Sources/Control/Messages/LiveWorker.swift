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
    /// Processor time of the process so far, microseconds; nil: no process, or it has just ended.
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
