/// How many values were at most as large as each of some bounds, and the sum of all.
public struct Histogram: Sendable, Hashable {
    /// Ascending. A value above the last one is in `count` and `sum` only.
    public let bounds: [Double]
    private var counts: [Int64]
    public private(set) var count: Int64 = 0
    public private(set) var sum: Double = 0

    public init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count)
    }

    public mutating func observe(_ value: Double) {
        guard value.isFinite else { return }
        count += 1
        sum += value
        if let place = bounds.firstIndex(where: { value <= $0 }) { counts[place] += 1 }
    }

    /// For each bound how many values were not above it.
    public var cumulative: [Int64] {
        var total: Int64 = 0
        return counts.map {
            total += $0
            return total
        }
    }
}

extension Histogram {
    /// Seconds of something that the disk does.
    public static let ofCommits = Histogram(
        bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10])
    /// Seconds from when a run was due to its start.
    public static let ofDelays = Histogram(bounds: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 3600])
    /// Seconds of a run.
    public static let ofRuns = Histogram(bounds: [0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400])
}
