import Synchronization

/// Carries the reason out of the callback in which a server's start has failed.
final class ServerStart: Sendable {
    private let error = Mutex<ControlError?>(nil)

    var failure: ControlError? { error.withLock { $0 } }

    func fail(_ failure: ControlError) { error.withLock { $0 = failure } }
}
