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

    public init(_ runs: [WaitingRun], running: [RunShare], conditions: StartConditions) {
        use = StartUse(running)
        self.conditions = conditions
        let order = runs.sorted { ($1.urgency, $0.share.run) < ($0.urgency, $1.share.run) }
        for run in order { decide(on: run) }
    }

    private mutating func decide(on run: WaitingRun) {
        guard let reason = obstacle(to: run) else {
            use.add(run.share)
            start.append(run)
            return
        }
        waiting[run.share.run] = reason
        switch reason {
        case .goesAlone: holder = run.share.run
        case .memory where conditions.nowUs - run.availableUs >= Self.memoryPatienceUs:
            memoryHolder = memoryHolder ?? run.share.run
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
        let share = run.share
        if !run.isRequested, let until = conditions.pause(of: share.job) {
            return .paused(job: share.job, untilUs: until == 0 ? nil : until)
        }
        if let other = use.keys[share.key] { return .key(run: other) }
        if use.count(job: share.job) >= max(1, run.concurrency) {
            return .jobConcurrency(job: share.job, limit: max(1, run.concurrency))
        }
        if let limit = run.concurrencyPerServer, let server = share.server,
            use.count(job: share.job, server: server) >= max(1, limit)
        {
            return .serverConcurrency(job: share.job, server: server, limit: max(1, limit))
        }
        if let pool = share.pool, let size = conditions.pools[pool], use.count(pool: pool) >= max(1, size) {
            return .pool(name: pool, size: max(1, size))
        }
        if share.usesWorker, use.workers >= max(1, conditions.workers) {
            return .workers(limit: max(1, conditions.workers))
        }
        if share.isCommand, use.commands >= max(1, conditions.commands) {
            return .commands(limit: max(1, conditions.commands))
        }
        if let reason = decodeObstacle(to: share) { return reason }
        if let reason = memoryObstacle(to: share) { return reason }
        // The others end first, and nobody overtakes it.
        return share.goesAlone && use.count > 0 ? .goesAlone(others: use.count) : nil
    }

    /// The last worker, and its memory, are kept for runs that decode: they are short, and all the others may be long.
    private func decodeObstacle(to share: RunShare) -> WaitReason? {
        guard let kept = conditions.keptForDecode, !share.decodes else { return nil }
        if share.usesWorker, conditions.workers > 1, use.otherWorkers >= conditions.workers - 1 {
            return .workerForDecode(limit: conditions.workers)
        }
        let budget = conditions.workerMemory - kept
        guard share.memoryBytes > 0, share.memoryBytes <= budget, use.otherMemoryBytes + share.memoryBytes > budget
        else {
            return nil
        }
        return .memoryForDecode(needs: share.memoryBytes, kept: kept, budget: conditions.workerMemory)
    }

    private func memoryObstacle(to share: RunShare) -> WaitReason? {
        guard share.memoryBytes > 0 else { return nil }
        if let memoryHolder { return .memoryFor(run: memoryHolder) }
        let free = conditions.workerMemory - use.memoryBytes
        // One that needs more than there is goes when nothing else does, rather than never.
        if share.memoryBytes <= free || use.memoryBytes == 0 { return nil }
        return .memory(needs: share.memoryBytes, free: max(0, free), budget: conditions.workerMemory)
    }
}
