public import Jobs

/// What the orchestrator knows and the ledger does not, at one moment.
public struct OrchestratorObservation: Sendable {
    public var configuration: Configuration
    public var jobs: JobSet
    /// What is wrong with the data root.
    public var storageTrouble: String?
    public var clockDoubt: String?
    public var isDraining: Bool
    public var startedUs: Int64
    /// When each job fires next, microseconds since the epoch.
    public var fires: [String: Int64]
    public var pausedJobs: Set<String>
    public var running: Int
    public var workers: Int
    public var turns: Int64
}

extension Orchestrator {
    public var observation: OrchestratorObservation {
        OrchestratorObservation(
            configuration: settings.configuration, jobs: settings.jobs, storageTrouble: storage.trouble,
            clockDoubt: clock.doubt,
            isDraining: draining, startedUs: startedUs, fires: fires,
            pausedJobs: schedule.pausedJobs, running: running.count,
            workers: running.values.count(where: \.share.usesWorker), turns: site.liveness.reading.turns)
    }
}
