import Foundation

/// The time that daemons under `ENTRADA_CLOCK` live in, as a test sees it.
struct SimulatedClock: Sendable {
    private let wallUs: Int64
    private let bootUs: Int64
    private let rate: Int64

    /// It is `start` (seconds since the epoch) now, and time goes `rate` times as fast from here on.
    init(start: Int64, rate: Int64) {
        (wallUs, bootUs, self.rate) = (start * 1_000_000, Self.machineUs(), rate)
    }

    /// For the environment of a daemon.
    var environment: String { "ENTRADA_CLOCK=\(wallUs)/\(bootUs)/\(rate)" }

    /// Seconds since the epoch.
    var now: Int64 { (wallUs + (Self.machineUs() - bootUs) * rate) / 1_000_000 }

    private static func machineUs() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
