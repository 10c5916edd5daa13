import Hummingbird
import Ledger

/// Which request is answered how.
struct ControlRoutes: Sendable {
    let server: ControlServer

    var ledger: Ledger { server.ledger }
    var service: any ControlService { server.service }

    func router() -> Router<ControlContext> {
        let router = Router(context: ControlContext.self)
        router.add(middleware: ErrorReplies())
        router.get("/health") { _, _ in "ok\n" }
        let group = router.group("/v1")
        addQuestions(to: group)
        addPlaces(to: group)
        addOrders(to: group)
        return router
    }
}
