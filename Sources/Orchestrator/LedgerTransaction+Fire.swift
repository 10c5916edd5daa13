import Jobs
import Ledger
import Scheduling

extension LedgerTransaction {
    /// Creates the runs of one fire. Gives the subjects whose runs that go on are to be cancelled for it.
    func fire(
        _ job: JobDefinition, _ subjects: [String], nominalUs: Int64, dueUs: Int64, tellsSkips: Bool
    ) throws -> [String] {
        var overtaken: [String] = []
        for subject in subjects {
            let decision = try view.decision(on: job, subject: subject)
            if decision == .skip {
                if tellsSkips {
                    try append(
                        kind: "job", subject: "\(job.name) \(subject)", to: "skipped",
                        why: "the run before it has not ended")
                }
                continue
            }
            if decision == .cancelRunning { overtaken.append(subject) }
            _ = try createRun(
                NewRun(
                    job: job.name, kind: job.kind.rawValue, subject: subject, cause: "at:\(nominalUs)",
                    priority: Int64(job.priority), nominalUs: nominalUs, dueUs: dueUs))
        }
        return overtaken
    }
}
