import Model

/// A run that goes on now.
struct ActiveRun: Sendable {
    let run: Int64
    let attempt: Int64
    let job: String
    let subject: RunSubject
    /// What it takes of what is shared.
    let share: RunShare
    let startedUs: Int64
    let progress: RunProgress
    /// The worker that it shares with others; nil: it has its own, or none.
    let batch: DecodeBatch?
    /// The work; cancelling it stops the worker.
    let task: Task<Void, Never>
    /// Ends when the orchestrator has taken note of the run's end.
    let ending: Task<Void, Never>

    /// Whose directory in `work/` it uses, as `<run>.<attempt>`.
    var work: String { batch?.work ?? "\(run).\(attempt)" }
}
