public import Measures
import Synchronization

/// How long commits take, and whether the last one worked; counted from when the ledger was opened.
public final class CommitMeter: Sendable {
    public struct Reading: Sendable {
        /// Seconds of each transaction that changed something.
        public var seconds = Histogram.ofCommits
        public var units: Int64 = 0
        public var failures: Int64 = 0
        /// What the last transaction failed with; nil: it did not.
        public var lastFailure: String?
    }

    private let state = Mutex(Reading())

    public var reading: Reading { state.withLock { $0 } }

    func committed(seconds: Double, units: Int) {
        state.withLock {
            $0.seconds.observe(seconds)
            $0.units += Int64(units)
            $0.lastFailure = nil
        }
    }

    func failed(_ what: String) {
        state.withLock {
            $0.failures += 1
            $0.lastFailure = what
        }
    }
}
