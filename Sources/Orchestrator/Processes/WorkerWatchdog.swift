import Foundation

/// Watches over one worker: the limit of its time, and of the time without a sign of progress.
actor WorkerWatchdog {
    private let timeout: Duration
    private var deadline: ContinuousClock.Instant
    private let patience: Duration
    private var lastSign = ContinuousClock.now
    private var ended = false
    private(set) var reason: WorkerEnd.StopReason?

    init(timeoutSeconds: Double, noProgressSeconds: Double) {
        timeout = .seconds(timeoutSeconds)
        deadline = .now + timeout
        patience = .seconds(noProgressSeconds)
    }

    func sign() { lastSign = .now }

    /// Something new begins, with all the time there is.
    func begin() {
        lastSign = .now
        deadline = .now + timeout
    }

    func end() { ended = true }

    /// Returns true when the worker is to be stopped, false when it has ended by itself.
    func wait() async -> Bool {
        while !ended {
            let now = ContinuousClock.now
            if now >= deadline {
                reason = .timeout
                return true
            }
            if now - lastSign >= patience {
                reason = .noProgress
                return true
            }
            do {
                try await Task.sleep(for: min(.milliseconds(500), min(deadline - now, patience - (now - lastSign))))
            } catch {
                return false
            }
        }
        return false
    }

    /// Whether the worker is there after so long.
    func isStill(after grace: Duration) async -> Bool {
        let limit = ContinuousClock.now + grace
        while !ended && .now < limit {
            do { try await Task.sleep(for: .milliseconds(100)) } catch { return !ended }
        }
        return !ended
    }
}
