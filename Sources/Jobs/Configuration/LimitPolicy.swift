/// What workers and disk may use.
public struct LimitPolicy: Hashable, Sendable {
    /// Worker processes at the same time.
    public var workers: Int
    /// Programs of the operator's (jobs of kind `command`) at the same time. They take no worker.
    public var commands: Int
    /// Bytes.
    public var memoryPerWorker: Int64
    /// Bytes that all workers together may use: each reserves what it may use. Nil: what `workers` of them may.
    public var workerMemory: Int64?
    /// CPU time of one worker process.
    public var cpuTimePerWorker: Duration
    /// Bytes; with less free, only what frees space is started.
    public var diskLowMark: Int64
    /// Bytes set aside so that space can be freed on a full disk.
    public var diskReserve: Int64
    /// Bytes of output kept of one run.
    public var runLogSize: Int64
    /// How long runs may go on after the daemon is told to stop.
    public var drainTimeout: Duration
    /// How long a query may take, and hold back old files.
    public var queryTimeout: Duration

    public init(
        workers: Int = 2, commands: Int = 4, memoryPerWorker: Int64 = 1 << 30, workerMemory: Int64? = nil,
        cpuTimePerWorker: Duration = .seconds(4 * 3600),
        diskLowMark: Int64 = 2 << 30, diskReserve: Int64 = 64 << 20, runLogSize: Int64 = 1 << 20,
        drainTimeout: Duration = .seconds(60), queryTimeout: Duration = .seconds(300)
    ) {
        self.workers = workers
        self.commands = commands
        self.memoryPerWorker = memoryPerWorker
        self.workerMemory = workerMemory
        self.cpuTimePerWorker = cpuTimePerWorker
        self.diskLowMark = diskLowMark
        self.diskReserve = diskReserve
        self.runLogSize = runLogSize
        self.drainTimeout = drainTimeout
        self.queryTimeout = queryTimeout
    }
}
