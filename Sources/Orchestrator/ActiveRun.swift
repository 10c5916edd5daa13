/// A run that goes on now.
struct ActiveRun: Sendable {
    let run: Int64
    let attempt: Int64
    let job: String
    let subject: String
    /// Runs with the same key go one at a time.
    let key: String
    let usesWorker: Bool
    /// Nothing starts beside it.
    let goesAlone: Bool
    let startedUs: Int64
    let progress: RunProgress
    /// The work; cancelling it stops the worker.
    let task: Task<Void, Never>
    /// Ends when the orchestrator has taken note of the run's end.
    let ending: Task<Void, Never>
}
