import Synchronization

/// Runs a piece of work at the first of many calls and keeps its error.
final class Once: Sendable {
    private let state = Mutex<(isDone: Bool, error: (any Error)?)>((false, nil))

    var error: (any Error)? { state.withLock { $0.error } }

    func run(_ work: () throws -> Void) {
        state.withLock { state in
            if state.isDone { return }
            state.isDone = true
            do { try work() } catch { state.error = error }
        }
    }
}
