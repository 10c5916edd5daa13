import Hummingbird
import Ledger

/// Which request is answered how.
struct ControlRoutes: Sendable {
    let server: ControlServer

    var ledger: Ledger { server.ledger }
    var service: any ControlService { server.service }

    /// - Parameter gate: what a listener that everybody can reach puts in front.
    func router(gate: TokenGate? = nil) -> Router<ControlContext> {
        let router = Router(context: ControlContext.self)
        router.add(middleware: ErrorReplies())
        if let gate { router.add(middleware: gate) }
        if let monitoring = server.monitoring {
            let routes = MonitoringRoutes(monitoring: monitoring)
            router.get("/metrics") { _, _ in try await routes.metrics() }
            router.get("/health") { _, _ in try await routes.health() }
            router.get("/ready") { _, _ in try await routes.ready() }
        }
        let group = router.group("/v1")
        addReadRoutes(to: group)
        addPlaces(to: group)
        addWriteRoutes(to: group)
        return router
    }
}
