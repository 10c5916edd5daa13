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
