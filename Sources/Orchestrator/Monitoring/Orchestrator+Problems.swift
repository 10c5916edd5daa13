import Jobs
import Ledger
public import Reconciliation

/// What is wrong now, and not only was.
extension Orchestrator {
    public var problems: [CheckProblem] {
        var problems: [CheckProblem] = []
        if draining { problems.append(CheckProblem(.draining, "the daemon was told to end, and starts nothing new")) }
        if let failure = site.ledger.meter.reading.lastFailure { problems.append(CheckProblem(.ledger, failure)) }
        problems += [storage.problem, clock.problem, storage.diskProblem(settings.configuration)].compactMap(\.self)
        problems += limits.problems + maintenance.problems
        if let failure = site.liveness.reading.passFailure {
            problems.append(CheckProblem(.scheduler, "the scheduler's last turn failed: \(failure)"))
        }
        return problems + poller.problems(settings.configuration)
    }

    /// The same as sentences.
    public var alarms: [String] { problems.map(\.detail) }
}
