import Synchronization

/// Wakes one that waits. A ring while nobody waits is kept; many rings are one.
final class Doorbell: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isRung = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits for a ring, at most so long. One waits at a time.
    func wait(atMost duration: Duration) async {
        let timer = Task {
            do { try await Task.sleep(for: duration) } catch { return }
            ring()
        }
        await withCheckedContinuation { continuation in
            let isRung = state.withLock { state in
                if state.isRung {
                    state.isRung = false
                    return true
                }
                state.waiter = continuation
                return false
            }
            if isRung { continuation.resume() }
        }
        timer.cancel()
    }
}
