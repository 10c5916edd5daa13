/// What became of each packet: a fate, or a fault that rejected it, and never both or none. Whoever is done with a packet
/// counts it, so that a way out that does not is found by the sum.
struct PacketAccount {
    private var fates = [Int64](repeating: 0, count: PacketFate.allCases.count)
    private var rejected = FaultCounters()

    @inline(__always) mutating func add(_ fate: PacketFate) { fates[fate.rawValue] += 1 }
    @inline(__always) mutating func reject(_ fault: PacketFault, _ count: Int64 = 1) { rejected.add(fault, count) }

    /// What happened at least once, by name; the reasons of rejected packets are those of `errors`.
    var nonZero: [String: Int64] {
        var found = rejected.nonZero
        for fate in PacketFate.allCases where fates[fate.rawValue] > 0 {
            found[String(describing: fate)] = fates[fate.rawValue]
        }
        return found
    }

    /// What has come since an earlier count.
    func since(_ earlier: PacketAccount) -> [String: Int64] {
        let before = earlier.nonZero
        return nonZero.reduce(into: [:]) { found, entry in
            let count = entry.value - (before[entry.key] ?? 0)
            if count > 0 { found[entry.key] = count }
        }
    }
}
