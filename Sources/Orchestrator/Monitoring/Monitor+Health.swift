import Jobs
import Ledger

extension Monitor {
    /// A turn is due every five seconds.
    private static let longestTurn = Duration.seconds(60)
    /// As the status has it.
    private static let longestWait = Duration.seconds(3600)

    /// Why it cannot take work now; answered without the orchestrator, which may be what hangs.
    public nonisolated var notReady: HealthProblem? {
        let pulse = site.pulse.reading
        if let phase = pulse.phase { return HealthProblem(.starting, "the start goes on: \(phase)") }
        guard let turn = pulse.lastTurn, .now - turn > Self.longestTurn else { return nil }
        return HealthProblem(.scheduler, "the scheduler has not turned for \(Int((.now - turn) / .seconds(1))) s")
    }

    /// All that is wrong; empty: it is well.
    public func problems() async throws -> [HealthProblem] {
        if let notReady { return [notReady] }
        let seen = await orchestrator.observation
        var problems: [HealthProblem] = []
        if seen.isDraining { problems.append(HealthProblem(.draining, "it was told to stop")) }
        if let failure = site.ledger.meter.reading.lastFailure { problems.append(HealthProblem(.ledger, failure)) }
        if let trouble = seen.storageTrouble { problems.append(HealthProblem(.storage, trouble)) }
        if let doubt = seen.clockDoubt { problems.append(HealthProblem(.clock, doubt)) }
        let watched = seen.configuration.alerts.filter { $0.condition.kind == .noSuccess }
        let extra = [
            AlertDefinition(name: "disk", condition: .disk(below: nil)),
            AlertDefinition(name: "backlog", condition: .backlog(server: nil, within: Self.longestWait)),
        ]
        let facts = try await AlertFacts.gather(watched + extra, site: site, seen)
        for alert in extra + watched {
            guard let reason = HealthProblem.Reason(rawValue: alert.condition.kind.rawValue) else { continue }
            for (subject, detail) in facts.problems(alert.condition).sorted(by: { $0.key < $1.key }) {
                problems.append(HealthProblem(reason, subject == "-" ? detail : "\(subject): \(detail)"))
            }
        }
        return problems
    }
}
