import Foundation
import Glibc

/// What a process has used, from /proc.
struct ProcessUsage {
    var cpuSeconds: Double
    var residentMegabytes: Double

    init(of process: pid_t) throws {
        let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // Behind the name, which may hold anything, come the fields from number 3 on.
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        let ticks = (Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0)
        cpuSeconds = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
        residentMegabytes = (Double(fields[22]) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6
    }
}

/// What processes that were waited for have used.
enum ChildrenUsage {
    /// User and system time, seconds.
    static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}
