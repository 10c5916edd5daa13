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
                let what = job.overlap == .skip ? "the run before it has not ended" : "a run waits already"
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
                        why: "one run for each time: run \(run.id) was made for this one before the clock was set back")
                )
            }
        }
        return outcome
    }
}
