import Foundation
import Hummingbird
public import Ledger
public import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// Listens on the control socket.
public struct ControlServer: Sendable {
    /// What a request needs to be answered.
    public struct Places: Sendable {
        public var socketPath: String
        public var dataRoot: String
        /// Holds `<run>.log`.
        public var logDirectory: String
        /// The group that may connect; nil keeps the process's own.
        public var group: UInt32?

        public init(socketPath: String, dataRoot: String, logDirectory: String? = nil, group: UInt32? = nil) {
            self.socketPath = socketPath
            self.dataRoot = dataRoot
            self.logDirectory = logDirectory ?? dataRoot + "/log/runs"
            self.group = group
        }
    }

    let ledger: Ledger
    let service: any ControlService
    let places: Places
    let monitoring: (any Monitoring)?
    let logger: Logger
    let mayOperate: @Sendable (Caller) -> Bool
    let onReady: @Sendable () async -> Void

    /// - Parameters:
    ///   - monitoring: answers `/metrics`, `/health` and `/ready`.
    ///   - mayOperate: whether a caller may give orders; who cannot connect may nothing.
    ///   - onReady: called once clients can connect.
    public init(
        ledger: Ledger, service: any ControlService, places: Places, monitoring: (any Monitoring)? = nil,
        logger: Logger,
        mayOperate: @escaping @Sendable (Caller) -> Bool = { _ in true },
        onReady: @escaping @Sendable () async -> Void = {}
    ) {
        self.ledger = ledger
        self.service = service
        self.places = places
        self.monitoring = monitoring
        self.logger = logger
        self.mayOperate = mayOperate
        self.onReady = onReady
    }

    /// Serves until the task is cancelled or its service group shuts down.
    ///
    /// - Throws: `ControlError` when the socket cannot be had (another daemon, no permission, a path too long).
    public func run() async throws {
        let file = SocketFile(path: places.socketPath)
        try file.clear()
        unlink(file.provisionalPath)
        let group = places.group
        let outcome = ServerStart()
        let application = Application(
            router: ControlRoutes(server: self).router(),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: file.provisionalPath), serverName: "entrada"),
            onServerRunning: { [logger, onReady] channel in
                do throws(ControlError) {
                    try file.publish(group: group)
                    await onReady()
                } catch {
                    logger.critical("cannot use the control socket", metadata: ["error": "\(error)"])
                    outcome.fail(error)
                    channel.close(promise: nil)
                }
            },
            logger: logger)
        defer { file.remove() }
        do {
            try await OrderlyService(application, logger: logger).run()
        } catch {
            throw outcome.failure ?? ControlError(.failed, "\(places.socketPath): cannot listen: \(error)")
        }
        if let failure = outcome.failure { throw failure }
    }
}

/// Carries the reason out of the callback in which a server's start has failed.
final class ServerStart: Sendable {
    private let error = Mutex<ControlError?>(nil)

    var failure: ControlError? { error.withLock { $0 } }

    func fail(_ failure: ControlError) { error.withLock { $0 = failure } }
}

/// A service that is shut down gracefully when its task is cancelled.
///
/// A server that is cancelled drops connections it has accepted and not handed over yet, which SwiftNIO answers with a
/// trap. Shut down gracefully it first stops to accept, and then lets what is open finish.
struct OrderlyService: Sendable {
    private let group: ServiceGroup

    init(_ service: any Service, logger: Logger) {
        group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [service], logger: logger))
    }

    func run() async throws {
        let group = self.group
        // Not a child task: it must not see the cancellation. It inherits the graceful shutdown of an outer group.
        let serving = Task { try await group.run() }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            Task { await group.triggerGracefulShutdown() }
        }
    }
}
