import Jobs
import Ledger
import Model
import Scheduling

extension LedgerView {
    /// What becomes of a fire of a job for a subject.
    func decision(on job: JobDefinition, subject: RunSubject) throws -> Overlap.Decision {
        guard try hasOpenRun(job: job.name, subject: subject) else { return .start }
        let open = try runs(
            job: job.name, states: [.available, .running, .retryable, .interrupted], subject: subject,
            limit: 10)
        let running = open.count { $0.state == .running }
        let waiting = open.count - running
        let decision = job.overlap.decision(running: running, waiting: waiting, concurrency: 1)
        // One that waits already will do what this one would do.
        return decision == .cancelRunning && waiting > 0 ? .skip : decision
    }
}
