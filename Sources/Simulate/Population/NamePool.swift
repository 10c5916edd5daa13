/// The registered names below the zones, one label each.
struct NamePool {
    private var labels: [UInt8] = []
    private var starts: [Int32] = [0]
    private var zones: [UInt8] = []
    private let ranks: ZipfTable

    private static let syllables = [
        "ba", "ber", "can", "da", "del", "den", "fo", "ga", "haus", "in", "ka", "ko", "la", "lin", "ma", "mer", "no",
        "o",
        "pa", "pol", "qui", "ra", "ro", "sa", "shop", "stad", "ta", "ter", "to", "u", "van", "ver", "web", "wi", "xa",
        "zee",
    ].map { Array($0.utf8) }

    init(count: Int, _ random: inout SeededRandom) {
        ranks = ZipfTable(count: count)
        starts.reserveCapacity(count + 1)
        for _ in 0..<count {
            let style = random.below(50)
            if style == 0 { labels += Array("xn--".utf8) }
            for _ in 0..<random.within(2...5) { labels += Self.syllables[random.below(Self.syllables.count)] }
            if style == 1 { labels += Array("-\(random.below(100))".utf8) }
            starts.append(Int32(labels.count))
            // Half of the names are in the first zone, and so on.
            var zone = 0
            while zone < Zone.served.count - 1, random.chance(0.5) { zone += 1 }
            zones.append(UInt8(zone))
        }
    }

    func draw(_ random: inout SeededRandom) -> Int { ranks.draw(&random) }

    func zone(_ name: Int) -> Int { Int(zones[name]) }

    /// Appends the label with its length.
    func put(_ name: Int, _ buffer: inout WireBuffer) {
        let range = Int(starts[name])..<Int(starts[name + 1])
        buffer.put8(UInt8(range.count))
        buffer.put(labels, range)
    }
}

/// A zone of the server.
struct Zone {
    /// The name in wire form, the root's zero included.
    let wire: [UInt8]
    let labels: UInt8
    /// Names below belong to others, and are referred to; otherwise they are answered here.
    let delegates: Bool

    init(_ name: String, delegates: Bool) {
        let parts = name.split(separator: ".")
        wire = parts.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
        labels = UInt8(parts.count)
        self.delegates = delegates
    }

    static let served = [
        Zone("com", delegates: true), Zone("nl", delegates: true), Zone("co.uk", delegates: true),
        Zone("example", delegates: false), Zone("test", delegates: false),
    ]

    /// Not served here: such queries are refused.
    static let foreign = Zone("invalid", delegates: false)
}

/// Draws ranks so that rank r comes with a weight of 1/(r + 2), in constant time (Walker's alias method).
struct ZipfTable {
    private var threshold: [Double]
    private var alias: [Int32]

    init(count: Int) {
        threshold = (0..<count).map { 1 / Double($0 + 2) }
        alias = Array(repeating: 0, count: count)
        let mean = threshold.reduce(0, +) / Double(count)
        var (small, large): ([Int], [Int]) = ([], [])
        for index in 0..<count {
            threshold[index] /= mean
            if threshold[index] < 1 { small.append(index) } else { large.append(index) }
        }
        while let low = small.popLast(), let high = large.popLast() {
            alias[low] = Int32(high)
            threshold[high] -= 1 - threshold[low]
            if threshold[high] < 1 { small.append(high) } else { large.append(high) }
            // Rounding leaves the last ones a little off 1; they keep their own rank.
            if large.isEmpty { break }
        }
        for index in small + large { threshold[index] = 1 }
    }

    func draw(_ random: inout SeededRandom) -> Int {
        let column = random.below(threshold.count)
        return random.unit() < threshold[column] ? column : Int(alias[column])
    }
}
