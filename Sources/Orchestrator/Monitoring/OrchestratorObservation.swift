public import Jobs
public import Reconciliation

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
    public var passes: Int64
}

/// What alerts and monitoring see of the scheduler: values, and nothing that they could change.
public protocol ObservedScheduler: Sendable {
    var observation: OrchestratorObservation { get async }
    /// What is wrong now, and not only was.
    var problems: [CheckProblem] { get async }
    /// Asks for a pass now: there is a new run.
    func wake() async
}
