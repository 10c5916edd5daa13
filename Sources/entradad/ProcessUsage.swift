import Foundation

/// What a process uses, as `/proc/<pid>/stat` has it (proc(5)).
struct ProcessUsage: Sendable, Equatable {
    /// In user and system mode, microseconds.
    var cpuUs: Int64
    /// Resident memory.
    var rssBytes: Int64

    /// nil: there is no such process.
    init?(pid: Int32) {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
        self.init(stat: stat, ticksPerSecond: Int64(sysconf(Int32(_SC_CLK_TCK))), pageBytes: Int64(getpagesize()))
    }

    /// - Parameter stat: the line of the file; the name in it may hold blanks and brackets.
    init?(stat: String, ticksPerSecond: Int64, pageBytes: Int64) {
        guard let close = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        // Fields 14, 15 and 24; the first one here is field 3.
        guard fields.count > 21, let user = Int64(fields[11]), let system = Int64(fields[12]),
            let pages = Int64(fields[21]), ticksPerSecond > 0
        else { return nil }
        cpuUs = (user + system) * 1_000_000 / ticksPerSecond
        rssBytes = pages * pageBytes
    }
}
