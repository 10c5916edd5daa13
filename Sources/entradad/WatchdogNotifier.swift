import Foundation
import Ledger
import Orchestrator

/// Tells the service manager that the daemon lives, and what it does. A sign of life is proven: since the last one the
/// scheduler has turned, and the ledger's writer has answered, with success or with an error: a full disk is no reason to
/// be started again.
struct WatchdogNotifier: Sendable {
    /// Without a watchdog only the status is kept up to date.
    private static let longestPause = Duration.seconds(5)

    let dependencies: Dependencies
    let orchestrator: Orchestrator

    /// The pause between two signs (sd_watchdog_enabled(3)): less than half of what the service manager waits for.
    static func pause(watchdog: String?) -> (pause: Duration, isWatched: Bool) {
        guard let text = watchdog, let interval = Int64(text), interval > 0 else { return (longestPause, false) }
        return (min(.microseconds(interval / 3), longestPause), true)
    }

    /// Goes on until its task is cancelled; ends at once when nobody listens.
    func run() async {
        let environment = ProcessInfo.processInfo.environment
        guard ServiceNotification.isWanted else { return }
        let (pause, isWatched) = Self.pause(watchdog: environment["WATCHDOG_USEC"])
        var passes: Int64 = -1
        var told = ""
        while !Task.isCancelled {
            // Both may hang, and then no sign is given.
            let seen = await orchestrator.observation
            if isWatched {
                // Whether it can be written is said by its errors; that it answers at all is what is looked for here.
                _ = try? await dependencies.ledger.write { _ in }
                if seen.passes != passes { ServiceNotification.send("WATCHDOG=1") }
                passes = seen.passes
            }
            let status = Self.status(seen)
            if status != told { ServiceNotification.send("STATUS=" + status) }
            told = status
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// One line, as `systemctl status` shows it.
    static func status(_ seen: OrchestratorObservation) -> String {
        let runs = seen.running == 1 ? "1 run" : "\(seen.running) runs"
        if seen.isDraining { return "draining: waiting for \(runs)" }
        if let trouble = seen.storageTrouble { return "the data root cannot be written: \(trouble)" }
        let doubt = seen.clockDoubt == nil ? "" : "; the clock is in doubt"
        return (seen.running == 0 ? "idle" : "working: \(runs)") + doubt
    }
}
