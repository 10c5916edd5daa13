import CPosix
import Foundation

/// Bounds that the daemon sets for a worker, by environment: `ENTRADA_MEMORY_BYTES` and `ENTRADA_CPU_SECONDS`.
///
/// Beyond its memory a worker fails; beyond its processor time the system ends it. Either way the run has failed, and is
/// tried again as its job says.
enum ResourceLimits {
    /// Memory that this worker may have; `nil`: nobody has set a limit.
    static func memoryBytes(_ environment: [String: String]) -> Int64? {
        environment["ENTRADA_MEMORY_BYTES"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    static func apply(_ environment: [String: String]) {
        let memory = UInt64(memoryBytes(environment) ?? 0)
        let cpu = environment["ENTRADA_CPU_SECONDS"].flatMap { UInt64($0) } ?? 0
        if entrada_limit_self(memory, cpu) != 0 {
            let reason = String(cString: strerror(errno))
            FileHandle.standardError.write(Data("the limits of this worker could not be set: \(reason)\n".utf8))
        }
    }
}
