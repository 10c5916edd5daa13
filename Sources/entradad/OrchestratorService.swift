import Logging
import Jobs
import Orchestrator
import ServiceLifecycle
import UnixSignals

/// The orchestrator under the service group: TERM drains it, a second one stops the workers, too; HUP reloads; systemd
/// hears when it is ready.
struct OrchestratorService: Service {
    let orchestrator: Orchestrator
    let dependencies: Dependencies
    let dispatcher: AlertDispatcher
    let control: OrchestratorControl
    let logger: Logger
    /// What the end takes once nothing runs any more, at the most.
    private static let ending = Duration.seconds(30)

    func run() async throws {
        let hangups = Task { [control, logger] in
            for await _ in await UnixSignalsSequence(trapping: .sighup) {
                do {
                    let text = try await control.reload(who: "SIGHUP")
                    logger.notice("\(text)")
                } catch {
                    logger.error("reload failed; the old configuration stays in use", metadata: ["error": "\(error)"])
                }
            }
        }
        let impatience = Task { [orchestrator, logger] in
            // The first one is the service group's, which drains.
            for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint).dropFirst() {
                logger.notice("second stop request: stopping all runs")
                await orchestrator.interruptAll()
            }
        }
        let start = Task { [dependencies] in await StartSigns(dependencies: dependencies).run() }
        let (ready, isReady) = AsyncStream<Void>.makeStream()
        let signs = Task { [orchestrator, dependencies, dispatcher] in
            for await _ in ready {
                async let alerts: Void = dispatcher.run()
                await WatchdogNotifier(dependencies: dependencies, orchestrator: orchestrator).run()
                await alerts
            }
        }
        defer {
            hangups.cancel()
            impatience.cancel()
            start.cancel()
            signs.cancel()
        }
        try await withGracefulShutdownHandler {
            try await orchestrator.run { [logger] in
                // Nothing of the start is told after its end.
                start.cancel()
                await start.value
                ServiceNotification.send("READY=1\nSTATUS=ready")
                isReady.yield()
                isReady.finish()
                logger.notice("ready")
            }
        } onGracefulShutdown: { [orchestrator] in
            ServiceNotification.send("STOPPING=1\nSTATUS=draining")
            Task {
                await orchestrator.drain()
                // The configuration says how long that may take, and not the unit.
                let patience = await orchestrator.currentConfiguration.limits.drainTimeout + Self.ending
                ServiceNotification.send("EXTEND_TIMEOUT_USEC=\(Int64(patience / .microseconds(1)))")
            }
        }
    }
}
