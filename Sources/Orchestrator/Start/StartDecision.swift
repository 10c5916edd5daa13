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
