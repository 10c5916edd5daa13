import Hummingbird
public import Ledger
public import Logging
import NIOCore

/// Shows the status as a page on a TCP port, read-only.
public final class PagesServer: Sendable {
    private let ledger: Ledger
    private let service: any ControlService
    private let host: String
    private let port: Int
    private let monitoring: (any Monitoring)?
    private let tokens: TokenStore?
    private let logger: Logger
    private let onReady: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - monitoring: answers `/metrics`, `/health` and `/ready`.
    ///   - tokens: pages and metrics are for those who show one of these; `nil`: for everybody who can connect.
    ///   - onReady: called with the port once clients can connect.
    public init(
        ledger: Ledger, service: any ControlService, host: String = "127.0.0.1", port: Int,
        monitoring: (any Monitoring)? = nil, tokens: TokenStore? = nil, logger: Logger,
        onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.ledger = ledger
        self.service = service
        self.host = host
        self.port = port
        self.monitoring = monitoring
        self.tokens = tokens
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until the task is cancelled or its service group shuts down.
    ///
    /// - Throws: `ControlError`: the port is taken.
    public func run() async throws {
        let router = Router(context: BasicRequestContext.self)
        router.get("/") { [self] request, _ in try await isAllowed(request) ? page(request) : TokenGate.refusal() }
        if let monitoring {
            let routes = MonitoringRoutes(monitoring: monitoring)
            router.get("/metrics") { [self] request, _ in
                guard isAllowed(request) else { return try TokenGate.refusal() }
                if tokens == nil { try requireOwnName(request) }
                return try await routes.metrics()
            }
            // Who balances or restarts needs no more than the status.
            router.get("/health") { [self] request, _ in try await routes.health(tellsReasons: isAllowed(request)) }
            router.get("/ready") { [self] request, _ in try await routes.ready(tellsReasons: isAllowed(request)) }
        }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "entrada"),
            onServerRunning: { [onReady] in await onReady($0.localAddress?.port ?? 0) }, logger: logger)
        do {
            try await OrderlyService(application, logger: logger).run()
        } catch {
            throw ControlError(
                .configuration, "\(host):\(port): cannot serve the web pages: \(error); choose another port")
        }
    }

    private func isAllowed(_ request: Request) -> Bool {
        guard let tokens else { return true }
        return tokens.tokens.holder(authorization: request.headers[.authorization]) != nil
    }

    /// A page of another site whose name was made to point here would ask with its own name: DNS rebinding.
    private func requireOwnName(_ request: Request) throws {
        guard PagesServer.isOwnName(request.head.authority, host: host) else {
            throw HTTPError(.misdirectedRequest, message: "use the IP address of this server, not a host name")
        }
    }

    private func page(_ request: Request) async throws -> Response {
        if tokens == nil { try requireOwnName(request) }
        let live = await service.live()
        let nowUs = ledger.now()
        let report = try await ledger.read { try StatusReport(view: $0, live: live, nowUs: nowUs) }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: StatusPage(report: report).html)))
    }

    static func isOwnName(_ authority: String?, host: String) -> Bool {
        guard let authority else { return false }
        let name: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            name = authority[...end]
        } else {
            name = authority.prefix { $0 != ":" }
        }
        // An address in digits is nobody's name.
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        if name.hasPrefix("[") || (parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }) { return true }
        return name == host || name == "localhost"
    }
}
