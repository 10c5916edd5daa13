import Foundation
import Ledger
import Measures
import Orchestrator

/// Tells the service manager what the start does, and asks for more time as long as it gets on.
struct StartSigns: Sendable {
    private static let pause = Duration.seconds(5)
    /// Longer than the pause, so that a slow machine is not cut off between two signs.
    private static let extensionUs = 60_000_000

    let dependencies: Dependencies

    /// What tells that something has been done.
    private struct Progress: Equatable {
        var phases = -1
        var commits: Int64 = 0
    }

    /// Goes on until the start is done or its task is cancelled.
    func run() async {
        var last = Progress()
        var told = ""
        while let phase = dependencies.liveness.reading.phase, !Task.isCancelled {
            let (liveness, ledger) = (dependencies.liveness.reading, dependencies.ledger.meter.reading)
            let now = Progress(phases: liveness.phases, commits: ledger.seconds.count)
            var lines: [String] = []
            if now != last { lines.append("EXTEND_TIMEOUT_USEC=\(Self.extensionUs)") }
            if phase != told { lines.append("STATUS=starting: \(phase)") }
            if !lines.isEmpty { ServiceNotification.send(lines.joined(separator: "\n")) }
            (last, told) = (now, phase)
            do { try await Task.sleep(for: Self.pause) } catch { return }
        }
    }
}
