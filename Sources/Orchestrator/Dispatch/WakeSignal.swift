import Synchronization

/// Wakes one that waits. A signal while nobody waits is kept; many signals are one.
final class WakeSignal: Sendable {
    private struct State {
        var isSignalled = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let sleep: @Sendable (Duration) async throws -> Void

    init(sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }) {
        self.sleep = sleep
    }

    func signal() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isSignalled = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits for a signal, at most so long. One waits at a time.
    func wait(atMost duration: Duration) async {
        let timer = Task {
            do { try await sleep(duration) } catch { return }
            signal()
        }
        await withCheckedContinuation { continuation in
            let isSignalled = state.withLock { state in
                if state.isSignalled {
                    state.isSignalled = false
                    return true
                }
                state.waiter = continuation
                return false
            }
            if isSignalled { continuation.resume() }
        }
        timer.cancel()
    }
}

/// Jobs whose level is to be asked at the next pass, and the signal that a pass is due.
///
/// Not `Sendable`: it belongs to the scheduler's actor.
final class PendingJobs {
    private var names: Set<String> = []
    /// Wakes the scheduler; others may use it.
    let wake: WakeSignal

    init(wake: WakeSignal) { self.wake = wake }

    var isEmpty: Bool { names.isEmpty }

    func contains(_ job: String) -> Bool { names.contains(job) }

    /// The level of a job is to be asked in this pass, or the next one.
    func insert(_ job: String) { names.insert(job) }

    func formUnion(_ jobs: [String]) { names.formUnion(jobs) }

    /// Whether the level of a job is to be asked; it counts as done.
    func take(_ job: String) -> Bool { names.remove(job) != nil }
}
