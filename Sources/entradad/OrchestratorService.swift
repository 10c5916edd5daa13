import Logging
import Orchestrator
import ServiceLifecycle
import UnixSignals

/// The orchestrator under the service group: TERM drains it; HUP reloads; systemd hears when it is ready.
struct OrchestratorService: Service {
    let orchestrator: Orchestrator
    let control: OrchestratorControl
    let logger: Logger

    func run() async throws {
        let hangups = Task { [control, logger] in
            for await _ in await UnixSignalsSequence(trapping: .sighup) {
                do {
                    let text = try await control.reload(who: "SIGHUP")
                    logger.notice("\(text)")
                } catch {
                    logger.error("reload refused; the old configuration stays", metadata: ["error": "\(error)"])
                }
            }
        }
        let signs = Task { [orchestrator] in await Watchdog.run { await orchestrator.turnCount } }
        defer {
            hangups.cancel()
            signs.cancel()
        }
        try await withGracefulShutdownHandler {
            try await orchestrator.run { [logger] in
                ServiceNotification.send("READY=1\nSTATUS=ready")
                logger.notice("ready")
            }
        } onGracefulShutdown: { [orchestrator] in
            ServiceNotification.send("STOPPING=1")
            Task { await orchestrator.drain() }
        }
    }
}
