/// What holds for all runs at a moment: limits of the configuration, and what stops starting.
public struct StartConditions: Hashable, Sendable {
    /// Microseconds since the epoch.
    public var nowUs: Int64
    /// Worker processes at the same time.
    public var workers: Int
    /// Programs of the operator's at the same time.
    public var commands = Int.max
    /// Bytes of memory that are kept free for a worker that decodes, with the last worker; nil: no job decodes.
    public var keptForDecode: Int64?
    /// Bytes that all workers together may use.
    public var workerMemory: Int64
    public var pools: [String: Int]
    public var isDraining = false
    public var isRepairing = false
    /// Only what frees space may start.
    public var isSpaceLow = false
    /// The ledger is an older copy: what removes files waits.
    public var isRestored = false
    /// Paused jobs, and until when; 0 is until somebody resumes them.
    public var paused: [String: Int64] = [:]

    public init(nowUs: Int64, workers: Int, workerMemory: Int64 = .max, pools: [String: Int] = [:]) {
        self.nowUs = nowUs
        self.workers = workers
        self.workerMemory = workerMemory
        self.pools = pools
    }

    func pause(of job: String) -> Int64? {
        guard let until = paused[job], until == 0 || until > nowUs else { return nil }
        return until
    }
}
