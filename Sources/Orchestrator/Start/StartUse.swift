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
