/// Which of the runs that wait may start now, and for each other one why not. Pure: what goes on and what is allowed is
/// passed in.
///
/// The runs are looked at in the order of their urgency. One that may not start lets those behind it pass, but for two
/// cases in which it would wait for ever if it did: a run that goes alone, and one that needs more of the workers' memory
/// than is free, once it has waited for ten minutes.
public struct StartDecision: Sendable {
    /// In the order in which they are to be started.
    public private(set) var start: [WaitingRun] = []
    /// By run.
    public private(set) var waiting: [Int64: WaitReason] = [:]

    /// A run that waits longer than this for memory is not overtaken by others that need some.
    public static let memoryPatienceUs: Int64 = 600_000_000

    private var use: StartUse
    private let conditions: StartConditions
    /// The run for which all others, or those that need memory, are held back.
    private var holder: Int64?
    private var memoryHolder: Int64?

    public init(_ runs: [WaitingRun], running: [ResourceClaim], conditions: StartConditions) {
        use = StartUse(running)
        self.conditions = conditions
        let order = runs.sorted { ($1.urgency, $0.claim.run) < ($0.urgency, $1.claim.run) }
        for run in order { decide(on: run) }
    }

    private mutating func decide(on run: WaitingRun) {
        guard let reason = obstacle(to: run) else {
            use.add(run.claim)
            start.append(run)
            return
        }
        waiting[run.claim.run] = reason
        switch reason {
        case .exclusive: holder = run.claim.run
        case .memory where conditions.nowUs - run.availableUs >= Self.memoryPatienceUs:
            memoryHolder = memoryHolder ?? run.claim.run
        default: break
        }
    }

    private func obstacle(to run: WaitingRun) -> WaitReason? {
        if conditions.isDraining { return .draining }
        if conditions.isRepairing { return .repairing }
        if let alone = use.alone { return .alone(run: alone) }
        if let holder { return .alone(run: holder) }
        if conditions.isSpaceLow, !run.freesSpace { return .spaceLow }
        if conditions.isRestored, run.removesFiles { return .restored }
        let claim = run.claim
        if !run.isRequested, let until = conditions.pause(of: claim.job) {
            return .paused(job: claim.job, untilUs: until == 0 ? nil : until)
        }
        if let other = use.keys[claim.key] { return .key(run: other) }
        if use.count(job: claim.job) >= max(1, run.concurrency) {
            return .jobConcurrency(job: claim.job, limit: max(1, run.concurrency))
        }
        if let limit = run.concurrencyPerServer, let server = claim.server,
            use.count(job: claim.job, server: server) >= max(1, limit)
        {
            return .serverConcurrency(job: claim.job, server: server, limit: max(1, limit))
        }
        if let pool = claim.pool, let size = conditions.pools[pool], use.count(pool: pool) >= max(1, size) {
            return .pool(name: pool, size: max(1, size))
        }
        if claim.usesWorker, use.workers >= max(1, conditions.workers) {
            return .workers(limit: max(1, conditions.workers))
        }
        if claim.isCommand, use.commands >= max(1, conditions.commands) {
            return .commands(limit: max(1, conditions.commands))
        }
        if let reason = decodeObstacle(to: claim) { return reason }
        if let reason = memoryObstacle(to: claim) { return reason }
        // The others end first, and nobody overtakes it.
        return claim.isExclusive && use.count > 0 ? .exclusive(others: use.count) : nil
    }

    /// The last worker, and its memory, are kept for runs that decode: they are short, and all the others may be long.
    private func decodeObstacle(to claim: ResourceClaim) -> WaitReason? {
        guard let kept = conditions.keptForDecode, !claim.decodes else { return nil }
        if claim.usesWorker, conditions.workers > 1, use.otherWorkers >= conditions.workers - 1 {
            return .workerForDecode(limit: conditions.workers)
        }
        let budget = conditions.workerMemory - kept
        guard claim.memoryBytes > 0, claim.memoryBytes <= budget, use.otherMemoryBytes + claim.memoryBytes > budget
        else {
            return nil
        }
        return .memoryForDecode(needs: claim.memoryBytes, kept: kept, budget: conditions.workerMemory)
    }

    private func memoryObstacle(to claim: ResourceClaim) -> WaitReason? {
        guard claim.memoryBytes > 0 else { return nil }
        if let memoryHolder { return .memoryFor(run: memoryHolder) }
        let free = conditions.workerMemory - use.memoryBytes
        // One that needs more than there is goes when nothing else does, rather than never.
        if claim.memoryBytes <= free || use.memoryBytes == 0 { return nil }
        return .memory(needs: claim.memoryBytes, free: max(0, free), budget: conditions.workerMemory)
    }
}

/// What holds for all runs at a moment: limits of the configuration, and what stops starting.
public struct StartConditions: Hashable, Sendable {
    /// Microseconds since the epoch.
    public var nowUs: Int64
    /// Worker processes at the same time.
    public var workers: Int
    /// Programs of the operator's at the same time.
    public var commands = Int.max
    /// Bytes of memory that are kept free for a worker that decodes, with the last worker; `nil`: no job decodes.
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

/// What is in use by the runs that go on.
struct StartUse: Sendable {
    private struct Place: Hashable, Sendable {
        let job: String
        let server: String
    }

    private(set) var count = 0
    private(set) var workers = 0
    private(set) var commands = 0
    private(set) var memoryBytes: Int64 = 0
    /// Workers, and bytes of memory, of runs that do not decode.
    private(set) var otherWorkers = 0
    private(set) var otherMemoryBytes: Int64 = 0
    /// The run that goes alone, if one does.
    private(set) var alone: Int64?
    /// The run that has a key.
    private(set) var keys: [String: Int64] = [:]
    private var jobs: [String: Int] = [:]
    private var places: [Place: Int] = [:]
    private var pools: [String: Int] = [:]
    private var batches: Set<Int64> = []

    init(_ running: [ResourceClaim]) {
        for claim in running { add(claim) }
    }

    mutating func add(_ claim: ResourceClaim) {
        if let batch = claim.batch, !batches.insert(batch).inserted { return }
        count += 1
        keys[claim.key] = claim.run
        jobs[claim.job, default: 0] += 1
        if let server = claim.server { places[Place(job: claim.job, server: server), default: 0] += 1 }
        if let pool = claim.pool { pools[pool, default: 0] += 1 }
        if claim.usesWorker { workers += 1 }
        if claim.isCommand { commands += 1 }
        memoryBytes += claim.memoryBytes
        if !claim.decodes {
            if claim.usesWorker { otherWorkers += 1 }
            otherMemoryBytes += claim.memoryBytes
        }
        if claim.isExclusive { alone = claim.run }
    }

    func count(job: String) -> Int { jobs[job] ?? 0 }
    func count(job: String, server: String) -> Int { places[Place(job: job, server: server)] ?? 0 }
    func count(pool: String) -> Int { pools[pool] ?? 0 }
}
