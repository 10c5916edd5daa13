import Control
import Foundation
import Logging
import ServiceLifecycle
import Testing

/// The server as a service of the daemon.
struct ShutdownTests {
    private struct Serving: Service {
        let server: ControlServer
        func run() async throws { try await server.run() }
    }

    @Test func gracefulShutdownOfTheGroupEndsTheServer() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (ready, signal) = AsyncStream<Void>.makeStream()
        let server = ControlServer(
            ledger: bench.ledger, service: bench.service, places: .init(socketPath: bench.socket, dataRoot: bench.root),
            logger: logger, onReady: { signal.finish() })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [Serving(server: server)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try? await group.run() }
            for await _ in ready {}
            #expect(try bench.client.isReachable())
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(try !bench.client.isReachable())
        #expect(!FileManager.default.fileExists(atPath: bench.socket))
    }
}
