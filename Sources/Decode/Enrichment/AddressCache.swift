/// A number for each of the addresses seen last. Bounded: sets of four places, and in a full set the one that was not
/// asked for since the hand last passed makes room (CLOCK).
struct AddressCache {
    private struct Place: BitwiseCopyable {
        var high: UInt64 = 0
        var low: UInt64 = 0
        /// 0: the place is free.
        var version: UInt8 = 0
        var isUsed = false
        var value: UInt32 = 0
    }

    private static let ways = 4
    private var places: [Place]
    private var hands: [UInt8]
    private let setMask: Int
    private let keyedHash = KeyedHash()

    /// - Parameter capacity: rounded up to a power of two, at least four.
    init(capacity: Int) {
        var sets = 1
        while sets * Self.ways < capacity { sets *= 2 }
        places = Array(repeating: Place(), count: sets * Self.ways)
        hands = Array(repeating: 0, count: sets)
        setMask = sets - 1
    }

    var capacity: Int { places.count }

    @inline(__always)
    mutating func find(_ address: IPAddress) -> UInt32? {
        let first = set(of: address) * Self.ways
        for at in first..<first + Self.ways
        where places[at].low == address.low && places[at].high == address.high
            && places[at].version == address.version
        {
            places[at].isUsed = true
            return places[at].value
        }
        return nil
    }

    /// Precondition: `find` has just not found it.
    mutating func add(_ address: IPAddress, _ value: UInt32) {
        let set = set(of: address)
        let first = set * Self.ways
        var hand = Int(hands[set])
        while places[first + hand].isUsed {
            places[first + hand].isUsed = false
            hand = (hand + 1) % Self.ways
        }
        places[first + hand] = Place(
            high: address.high, low: address.low, version: address.version, value: value)
        hands[set] = UInt8((hand + 1) % Self.ways)
    }

    mutating func removeAll() {
        for at in places.indices { places[at] = Place() }
    }

    @inline(__always)
    private func set(of address: IPAddress) -> Int {
        Int(truncatingIfNeeded: keyedHash(address)) & setMask
    }
}
