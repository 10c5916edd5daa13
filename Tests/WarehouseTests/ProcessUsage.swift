import Foundation

/// What the process has used so far.
struct ProcessUsage {
    private let elapsed: ContinuousClock.Instant
    private let cpuSeconds: Double
    private let peakKiB: Int

    static var now: ProcessUsage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return ProcessUsage(
            elapsed: .now, cpuSeconds: Double(seconds) + Double(microseconds) / 1e6, peakKiB: usage.ru_maxrss)
    }

    func since(rows: Int64) -> String {
        let now = Self.now
        let cpu = now.cpuSeconds - cpuSeconds
        let seconds = (now.elapsed - elapsed) / .seconds(1)
        return "\(seconds) s, \(cpu) s CPU, \(Int(Double(rows) / cpu)) rows/s per core, "
            + "peak \(now.peakKiB / 1024) MiB (before \(peakKiB / 1024))"
    }
}
