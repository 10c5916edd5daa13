import Control
import Foundation
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

/// What a process uses, as `/proc/<pid>/stat` has it (proc(5)).
struct ProcessUsage: Sendable, Equatable {
    /// In user and system mode, microseconds.
    var cpuUs: Int64
    /// Resident memory.
    var rssBytes: Int64

    /// `nil`: there is no such process.
    init?(pid: Int32) {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
        self.init(stat: stat, ticksPerSecond: Int64(sysconf(Int32(_SC_CLK_TCK))), pageBytes: Int64(getpagesize()))
    }

    /// - Parameter stat: the line of the file; the name in it may hold blanks and brackets.
    init?(stat: String, ticksPerSecond: Int64, pageBytes: Int64) {
        guard let close = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        // Fields 14, 15 and 24; the first one here is field 3.
        guard fields.count > 21, let user = Int64(fields[11]), let system = Int64(fields[12]),
            let pages = Int64(fields[21]), ticksPerSecond > 0
        else { return nil }
        cpuUs = (user + system) * 1_000_000 / ticksPerSecond
        rssBytes = pages * pageBytes
    }
}
