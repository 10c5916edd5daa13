import Control
import Measures
import Orchestrator
import Reconciliation

/// Answers monitoring from the orchestrator.
struct MonitoringSource: Monitoring {
    /// A check that takes longer has found out what it was for.
    private static let patience = Duration.seconds(10)

    let monitor: Monitor

    func metrics() async throws -> String { MetricText.write(try await monitor.families()) }

    func health() async -> HealthReport {
        let (monitor, patience) = (monitor, Self.patience)
        // Neither task is waited for in the end: one of them may be what hangs.
        let (answers, answer) = AsyncStream<[CheckProblem]>.makeStream()
        let looking = Task {
            do { answer.yield(try await monitor.problems()) } catch {
                answer.yield([CheckProblem(.ledger, "\(error)")])
            }
        }
        let waiting = Task {
            do { try await Task.sleep(for: patience) } catch { return }
            answer.yield([CheckProblem(.scheduler, "no answer within \(patience)")])
        }
        defer {
            looking.cancel()
            waiting.cancel()
        }
        for await problems in answers {
            return HealthReport(
                problems: problems.map { HealthReport.Problem(reason: $0.condition.rawValue, detail: $0.detail) })
        }
        return HealthReport(problems: [])
    }

    func notReady() async -> String? { monitor.notReady?.detail }
}
