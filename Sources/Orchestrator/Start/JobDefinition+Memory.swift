import Jobs

extension JobDefinition {
    /// Bytes that the worker of one run may use: what it is limited to. 0: it has no worker, or no limit.
    func workerMemory(_ limits: LimitPolicy) -> Int64 {
        switch parameters {
        case .decode, .compact, .purge, .reconcile: limits.memoryPerWorker
        case .command(let parameters): parameters.limits.memory ?? 0
        case .fetch, .stage, .expire, .refresh, .backup, .verify, .collect, .export: 0
        }
    }
}

extension LimitPolicy {
    /// Bytes that all workers together may use.
    var allWorkersMemory: Int64 { workerMemory ?? memoryPerWorker * Int64(max(1, workers)) }
}
