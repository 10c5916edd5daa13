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
