import Hummingbird
public import Logging
import NIOCore

/// The control interface over TCP, for those who show a token.
public struct RemoteControlServer: Sendable {
    private let control: ControlServer
    private let host: String
    private let port: Int
    private let store: TokenStore
    private let logger: Logger
    private let onReady: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - control: what answers; its socket is not touched.
    ///   - port: 0 takes a free one.
    ///   - onReady: called with the port once clients can connect.
    public init(
        control: ControlServer, host: String, port: Int, store: TokenStore, logger: Logger,
        onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.control = control
        self.host = host
        self.port = port
        self.store = store
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until the task is cancelled or its service group shuts down.
    ///
    /// - Throws: `ControlError`: the port is taken.
    public func run() async throws {
        let application = Application(
            router: ControlRoutes(server: control).router(gate: TokenGate(store: store)),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "entrada"),
            onServerRunning: { [onReady] in await onReady($0.localAddress?.port ?? 0) }, logger: logger)
        do {
            try await OrderlyService(application, logger: logger).run()
        } catch {
            throw ControlError(
                .configuration,
                "\(host):\(port): cannot serve the control interface: \(error); choose another port")
        }
    }
}
