import DurableIO
import FileFlow
import Jobs
import Ledger
public import Reconciliation

extension Monitor {
    /// A pass is due every five seconds.
    private static let longestPass = Duration.seconds(60)

    /// Why it cannot take work now; answered without the orchestrator, which may be what hangs.
    public nonisolated var notReady: CheckProblem? {
        let liveness = dependencies.liveness.reading
        if let phase = liveness.phase { return CheckProblem(.starting, "the daemon is starting: \(phase)") }
        guard let pass = liveness.lastPass, .now - pass > Self.longestPass else { return nil }
        return CheckProblem(
            .scheduler, "the scheduler has not completed a pass for \(Int((.now - pass) / .seconds(1))) s")
    }

    /// All that is wrong, by the same rules as `status --check`; empty: it is well.
    public func problems() async throws -> [CheckProblem] {
        if let notReady { return [notReady] }
        let now = dependencies.now()
        let known = try await dependencies.ledger.read { try LedgerCheck($0, nowUs: now).problems }
        // That nobody can tell how much is free is among the live problems.
        let space = try? Disk().space(at: dependencies.root.path)
        let disk = space.flatMap { CheckProblem.disk(freeBytes: $0.freeBytes, totalBytes: $0.totalBytes) }
        return try await liveProblems() + known + [disk].compactMap { $0 }
    }

    /// What only the running daemon knows to be wrong.
    public func liveProblems() async throws -> [CheckProblem] {
        let seen = await scheduler.observation
        var problems = await scheduler.problems
        if let notReady { problems.insert(notReady, at: 0) }
        let watched = seen.configuration.alerts.filter { $0.condition.kind == .noSuccess }
        if !watched.isEmpty {
            let facts = try await AlertFacts.gather(watched, dependencies: dependencies, seen)
            for alert in watched {
                for (job, detail) in facts.problems(alert.condition).sorted(by: { $0.key < $1.key }) {
                    problems.append(CheckProblem(.noSuccess, "\(job): \(detail)"))
                }
            }
        }
        return problems + (await dispatcher.alarms).map { CheckProblem(.alert, $0) }
    }
}
