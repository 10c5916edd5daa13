import Jobs
import Ledger
public import Reconciliation

/// What is wrong now, and not only was.
extension Orchestrator {
    public var problems: [CheckProblem] {
        var problems: [CheckProblem] = []
        if draining { problems.append(CheckProblem(.draining, "the daemon was told to stop, and starts no new runs")) }
        if let failure = site.ledger.meter.reading.lastFailure { problems.append(CheckProblem(.ledger, failure)) }
        if let trouble = storage.trouble {
            problems.append(
                CheckProblem(
                    .storage, "the data root cannot be written, so no runs are started: \(trouble.what)"))
        }
        if let clockDoubt {
            problems.append(
                CheckProblem(
                    .clock,
                    "the clock is in doubt, so nothing is deleted: \(clockDoubt). "
                        + "Check the clock (timedatectl), then: entradactl clock confirm --reason …"))
        }
        if isDiskLow() {
            problems.append(
                CheckProblem(
                    .disk,
                    "free disk space is below disk_low_mark: only jobs that free space are started. "
                        + "Free disk space, or run expire with shorter retention"))
        }
        problems += stormy.sorted { $0.key < $1.key }.map { CheckProblem(.storm, $0.value) }
        problems += moveTroubles.map { CheckProblem(.moves, $0) }
        if let turnTrouble {
            problems.append(CheckProblem(.scheduler, "the scheduler's last pass failed: \(turnTrouble)"))
        }
        let now = site.now()
        let asked = Set(configuration.servers.filter { $0.isEnabled && $0.source != .pushed }.map(\.name))
        problems += serverFacts.filter { asked.contains($0.key) }.sorted { $0.key < $1.key }.compactMap { name, facts in
            facts.silentSinceUs.flatMap {
                ServerSilence(server: name, sinceUs: $0, error: facts.lastError).problem(nowUs: now)
            }
        }
        return problems
    }

    /// The same as sentences.
    public var alarms: [String] { problems.map(\.detail) }
}
