import Jobs
import Ledger
public import Reconciliation

/// What is wrong now, and not only was.
extension Orchestrator {
    public var problems: [CheckProblem] {
        var problems: [CheckProblem] = []
        if draining { problems.append(CheckProblem(.draining, "the daemon was told to end, and starts nothing new")) }
        if let failure = site.ledger.meter.reading.lastFailure { problems.append(CheckProblem(.ledger, failure)) }
        if let trouble = storage.trouble {
            problems.append(
                CheckProblem(
                    .storage, "the data root cannot be written, nothing is started until it can: \(trouble.what)"))
        }
        if let clockDoubt {
            problems.append(
                CheckProblem(
                    .clock,
                    "the clock is in doubt, nothing is deleted: \(clockDoubt). "
                        + "When it is right (timedatectl): entradactl clock confirm --reason …"))
        }
        switch DiskReserve(root: site.root, limits: configuration.limits).level {
        case .enough: break
        case .low:
            problems.append(
                CheckProblem(
                    .disk,
                    "the disk has less free than disk_low_mark: only what frees space is started. "
                        + "Make room, or run expire with shorter retention"))
        case .unknown(let why):
            problems.append(
                CheckProblem(.disk, "nobody can tell how much is free, only what frees space is started: \(why)"))
        }
        problems += stormy.sorted { $0.key < $1.key }.map { CheckProblem(.storm, $0.value) }
        problems += moveTroubles.map { CheckProblem(.moves, $0) }
        if let turnTrouble {
            problems.append(CheckProblem(.scheduler, "the scheduler's last turn failed: \(turnTrouble)"))
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
