/// Counters by fault; a fixed array, so that counting costs an addition.
struct FaultCounters {
    private var counts = [Int64](repeating: 0, count: PacketFault.allCases.count)

    @inline(__always) mutating func add(_ fault: PacketFault, _ count: Int64 = 1) { counts[fault.rawValue] += count }

    /// What happened at least once, by name.
    var nonZero: [String: Int64] {
        var found: [String: Int64] = [:]
        for fault in PacketFault.allCases where counts[fault.rawValue] > 0 {
            found[String(describing: fault)] = counts[fault.rawValue]
        }
        return found
    }
}
