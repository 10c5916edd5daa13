import Jobs
import Ledger
import Model
import Scheduling

/// What one fire has come to.
struct FireOutcome: Sendable {
    struct Skip: Sendable {
        var subject: RunSubject
        /// The rule by which no run was made, as it is called in the job's file.
        var rule: String
        var why: String
    }

    /// Subjects whose runs that go on are to be cancelled for it.
    var overtaken: [RunSubject] = []
    /// Subjects for which no run was made.
    var skipped: [Skip] = []
}

extension LedgerTransaction {
    /// Creates the runs of one fire.
    func fire(_ job: JobDefinition, _ subjects: [RunSubject], nominalUs: Int64, dueUs: Int64) throws -> FireOutcome {
        var outcome = FireOutcome()
        let rule = "overlap is \(job.overlap.rawValue)"
        for subject in subjects {
            let decision = try view.decision(on: job, subject: subject)
            if decision == .skip {
                let what = job.overlap == .skip ? "the previous run has not ended" : "another run is already waiting"
                outcome.skipped.append(.init(subject: subject, rule: rule, why: "\(rule): \(what)"))
                continue
            }
            if decision == .cancelRunning { outcome.overtaken.append(subject) }
            let run = try createRun(
                NewRun(
                    job: job.name, kind: job.kind.rawValue, subject: subject, cause: .at(nominalUs),
                    priority: Int64(job.priority), nominalUs: nominalUs, dueUs: dueUs))
            if !run.created {
                outcome.skipped.append(
                    .init(
                        subject: subject, rule: "once",
                        why: "run \(run.id) already exists for this time; the clock was set back since")
                )
            }
        }
        return outcome
    }
}

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
