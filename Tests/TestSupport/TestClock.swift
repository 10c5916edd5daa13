import Synchronization

/// A clock that stands still until a test moves it.
package final class TestClock: Sendable {
    /// 2024-03-05 12:00:00 UTC.
    package static let start: Int64 = 1_709_640_000_000_000

    private let microseconds = Mutex(start)
    private let sinceBoot = Mutex<Int64>(0)

    package init() {}

    package var nowUs: Int64 { microseconds.withLock { $0 } }

    package var bootUs: Int64 { sinceBoot.withLock { $0 } }

    /// Somebody sets the clock; no time passes.
    package func set(by duration: Duration) {
        let (seconds, _) = duration.components
        microseconds.withLock { $0 += seconds * 1_000_000 }
    }

    package func advance(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let passed = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        microseconds.withLock { $0 += passed }
        sinceBoot.withLock { $0 += passed }
    }

    /// Waits until the task is cancelled: time that nobody moves does not pass.
    package static func stand(_: Duration) async throws {
        await Signal().wait()
        try Task.checkCancellation()
    }
}

/// A clock that goes on by the same step with each reading, so that no two events have one time.
package final class TickingClock: Sendable {
    private let microseconds: Mutex<Int64>
    private let stepUs: Int64

    package init(startUs: Int64, stepUs: Int64 = 1_000_000) {
        microseconds = Mutex(startUs)
        self.stepUs = stepUs
    }

    package func read() -> Int64 {
        microseconds.withLock { time in
            time += stepUs
            return time
        }
    }
}
