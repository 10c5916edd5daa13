/// What became of a packet that was not rejected: exactly one of these.
enum PacketDisposition: Int, CaseIterable {
    /// A datagram with a DNS message, which is in a row or waits for its other half.
    case datagram
    /// A segment of a DNS connection: data, of which messages are made, or what opens and closes it.
    case segment
    /// A piece of a datagram whose other pieces had not come yet.
    case fragment
    /// A row of the table `icmp`.
    case icmp
    /// Nothing that is read: another port, another protocol, a frame without IP.
    case other

    /// Its name in the worker's report, the ledger and `entradactl trace`: others read it.
    var name: String {
        switch self {
        case .datagram: "datagram"
        case .segment: "segment"
        case .fragment: "fragment"
        case .icmp: "icmp"
        case .other: "other"
        }
    }
}

/// What became of each packet: a disposition, or a fault that rejected it, and never both or none. Whoever is done with a
/// packet counts it, so that a way out that does not is found by the sum.
struct PacketCounters {
    private var taken = [Int64](repeating: 0, count: PacketDisposition.allCases.count)
    private var rejected = FaultCounters()

    @inline(__always) mutating func add(_ disposition: PacketDisposition) { taken[disposition.rawValue] += 1 }
    @inline(__always) mutating func reject(_ fault: PacketFault, _ count: Int64 = 1) { rejected.add(fault, count) }

    /// What happened at least once, by name; the reasons of rejected packets are those of `errors`.
    var nonZero: [String: Int64] {
        var found = rejected.nonZero
        for disposition in PacketDisposition.allCases where taken[disposition.rawValue] > 0 {
            found[disposition.name] = taken[disposition.rawValue]
        }
        return found
    }

    /// What has come since an earlier count.
    func since(_ earlier: PacketCounters) -> [String: Int64] {
        let before = earlier.nonZero
        return nonZero.reduce(into: [:]) { found, entry in
            let count = entry.value - (before[entry.key] ?? 0)
            if count > 0 { found[entry.key] = count }
        }
    }
}
