import Foundation
import Orchestrator

/// The clock that the daemon lives by: the machine's, or for tests one that runs faster.
///
/// `ENTRADA_CLOCK=<wall>/<boot>/<rate>`: when the machine has been up for `boot` microseconds it is `wall` (microseconds
/// since the epoch), and from there time goes `rate` times as fast. Daemons that follow each other under the same value
/// share one time. Waits of the scheduler are shortened alike; time-outs of workers and connections are not.
struct DaemonClock: Sendable {
    /// Microseconds since the epoch.
    let now: @Sendable () -> Int64
    /// Microseconds since the machine's boot.
    let bootUs: @Sendable () -> Int64
    let sleep: @Sendable (Duration) async throws -> Void

    static let machine = DaemonClock(
        now: { Int64(Date().timeIntervalSince1970 * 1e6) }, bootUs: Dependencies.timeSinceBoot,
        sleep: { try await Task.sleep(for: $0) })

    private init(
        now: @escaping @Sendable () -> Int64, bootUs: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        (self.now, self.bootUs, self.sleep) = (now, bootUs, sleep)
    }

    /// A faster one; `nil` if the text is not of the form above.
    init?(_ text: String) {
        let parts = text.split(separator: "/").map { Int64($0) }
        guard parts.count == 3, let wall = parts[0], let boot = parts[1], let rate = parts[2],
            (1...100_000).contains(rate)
        else { return nil }
        let passed: @Sendable () -> Int64 = { (Dependencies.timeSinceBoot() - boot) * rate }
        self.init(
            now: { wall + passed() }, bootUs: { boot + passed() },
            sleep: { try await Task.sleep(for: $0 / Int(rate)) })
    }
}
