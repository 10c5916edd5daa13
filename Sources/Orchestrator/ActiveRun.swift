/// A run that goes on now.
struct ActiveRun: Sendable {
    let run: Int64
    let job: String
    let subject: String
    /// Runs with the same key go one at a time.
    let key: String
    let usesWorker: Bool
    let startedUs: Int64
    let progress: RunProgress
    let task: Task<Void, Never>
}
