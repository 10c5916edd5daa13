import Logging
import ServiceLifecycle

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
