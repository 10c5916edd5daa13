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

    init(_ running: [RunShare]) {
        for share in running { add(share) }
    }

    mutating func add(_ share: RunShare) {
        if let batch = share.batch, !batches.insert(batch).inserted { return }
        count += 1
        keys[share.key] = share.run
        jobs[share.job, default: 0] += 1
        if let server = share.server { places[Place(job: share.job, server: server), default: 0] += 1 }
        if let pool = share.pool { pools[pool, default: 0] += 1 }
        if share.usesWorker { workers += 1 }
        if share.isCommand { commands += 1 }
        memoryBytes += share.memoryBytes
        if !share.decodes {
            if share.usesWorker { otherWorkers += 1 }
            otherMemoryBytes += share.memoryBytes
        }
        if share.goesAlone { alone = share.run }
    }

    func count(job: String) -> Int { jobs[job] ?? 0 }
    func count(job: String, server: String) -> Int { places[Place(job: job, server: server)] ?? 0 }
    func count(pool: String) -> Int { pools[pool] ?? 0 }
}
