/// Beginnings of fragmented datagrams, in the order in which they came: the rest of them may never be recorded, as behind
/// a filter for a port, and the query must not wait in vain. Bounded.
struct BeginningQueue {
    private var entries: [(at: Int64, key: FragmentTable.Key)] = []
    private var first = 0
    private static let maximum = 16_384

    mutating func add(_ key: FragmentTable.Key, at time: Int64) {
        entries.append((time, key))
        if entries.count - first > Self.maximum { first += 1 }
        guard first > 1024, first > entries.count / 2 else { return }
        entries.removeFirst(first)
        first = 0
    }

    /// Those of a state come in the order of their keys.
    mutating func sort() { entries[first...].sort { $0.at < $1.at } }

    @inline(__always)
    func hasDue(_ clock: Int64) -> Bool {
        first < entries.count && CaptureClock.isDue(entries[first].at, clock)
    }

    mutating func takeDue(_ clock: Int64) -> [FragmentTable.Key] {
        let start = first
        while hasDue(clock) { first += 1 }
        return entries[start..<first].map(\.key)
    }
}
