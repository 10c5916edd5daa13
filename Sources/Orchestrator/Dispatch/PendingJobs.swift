/// Jobs whose level is to be asked at the next pass, and the signal that a pass is due.
///
/// Not `Sendable`: it belongs to the scheduler's actor.
final class PendingJobs {
    private var names: Set<String> = []
    /// Wakes the scheduler; others may use it.
    let wake: WakeSignal

    init(wake: WakeSignal) { self.wake = wake }

    var isEmpty: Bool { names.isEmpty }

    func contains(_ job: String) -> Bool { names.contains(job) }

    /// The level of a job is to be asked in this pass, or the next one.
    func insert(_ job: String) { names.insert(job) }

    func formUnion(_ jobs: [String]) { names.formUnion(jobs) }

    /// Whether the level of a job is to be asked; it counts as done.
    func take(_ job: String) -> Bool { names.remove(job) != nil }
}
