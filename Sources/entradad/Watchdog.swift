import Foundation

/// Signs of life for the service manager (sd_watchdog_enabled(3)): sent only while the scheduler keeps turning, so that a
/// daemon that hangs is started again.
enum Watchdog {
    /// Sends a sign at half the interval that the service manager asks for; ends at once when it asks for none.
    static func run(turns: @Sendable () async -> Int64) async {
        guard let text = ProcessInfo.processInfo.environment["WATCHDOG_USEC"], let interval = Int64(text), interval > 0
        else { return }
        var last: Int64 = -1
        while true {
            let now = await turns()
            if now != last { ServiceNotification.send("WATCHDOG=1") }
            last = now
            do { try await Task.sleep(for: .microseconds(interval / 2)) } catch { return }
        }
    }
}
