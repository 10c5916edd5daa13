import Synchronization

/// Signs of life that can be read without asking the orchestrator, which may be what hangs.
public final class LivenessMonitor: Sendable {
    public struct Reading: Sendable, Equatable {
        /// What the start is doing; `nil` once it is done.
        public var phase: String? = "opening"
        /// How many phases have begun.
        public var phases = 0
        /// How many passes the scheduler has made.
        public var passes: Int64 = 0
        /// When the scheduler has made its last pass.
        public var lastPass: ContinuousClock.Instant?
        /// What the last pass failed with; `nil` after a good one.
        public var passFailure: String?
    }

    private let state = Mutex(Reading())

    public init() {}

    public var reading: Reading { state.withLock { $0 } }

    /// A phase of the start begins.
    public func enter(_ phase: String) {
        state.withLock {
            $0.phase = phase
            $0.phases += 1
        }
    }

    func ready() {
        state.withLock {
            $0.phase = nil
            $0.lastPass = .now
        }
    }

    /// A pass has ended.
    ///
    /// - Parameter failure: what it failed with.
    func passed(failure: String? = nil) {
        state.withLock {
            $0.passes += 1
            $0.lastPass = .now
            $0.passFailure = failure
        }
    }
}
