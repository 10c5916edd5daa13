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
        if isDiskLow() {
            problems.append(
                CheckProblem(
                    .disk,
                    "the disk has less free than disk_low_mark: only what frees space is started. "
                        + "Make room, or run expire with shorter retention"))
        }
        problems += stormy.sorted { $0.key < $1.key }.map { CheckProblem(.storm, $0.value) }
        problems += moveTroubles.map { CheckProblem(.moves, $0) }
        if let turnTrouble {
            problems.append(CheckProblem(.scheduler, "the scheduler's last turn failed: \(turnTrouble)"))
        }
        let now = site.now()
        let asked = Set(configuration.servers.filter { $0.isEnabled && $0.source != .pushed }.map(\.name))
        problems += contacts.values.filter { asked.contains($0.server) }.sorted { $0.server < $1.server }
            .compactMap { $0.problem(nowUs: now) }
        return problems
    }

    /// The same as sentences.
    public var alarms: [String] { problems.map(\.detail) }

    /// A server was asked; `error` says why it gave no answer.
    func note(askedUs: Int64, server: String, error: String?) {
        var contact = contacts[server] ?? ServerContact(server: server)
        if let error { contact.failed(error, askedUs: askedUs) } else { contact.answered(atUs: askedUs) }
        contacts[server] = contact
        // Names that the configuration had once do not stay for ever.
        if contacts.count > configuration.servers.count {
            let known = Set(configuration.servers.map(\.name))
            contacts = contacts.filter { known.contains($0.key) }
        }
    }

    /// A run of a fetch has ended: one that completed had an answer.
    func note(_ run: RunRecord) {
        switch run.state {
        case .completed: note(askedUs: run.startedUs ?? site.now(), server: run.subject, error: nil)
        case .retryable, .discarded:
            note(askedUs: run.startedUs ?? site.now(), server: run.subject, error: run.error ?? "no message")
        default: break
        }
    }
}
