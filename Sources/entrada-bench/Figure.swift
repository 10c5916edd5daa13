import Foundation
import Model

/// A measured figure and what it should be.
struct Figure: Encodable {
    var figure: String
    /// `nil`: nothing was measured.
    var value: Double?
    var unit: String
    /// What it should be at least, or at most.
    var atLeast: Double?
    var atMost: Double?
    var isReached: Bool
    var samples: [Double]

    /// The median of samples.
    init(_ figure: String, _ samples: [Double], _ unit: String, atLeast: Double? = nil, atMost: Double? = nil) {
        self.figure = figure
        let ordered = samples.sorted()
        let median: Double? = ordered.isEmpty ? nil : ordered[ordered.count / 2]
        value = median
        self.unit = unit
        self.atLeast = atLeast
        self.atMost = atMost
        self.samples = samples
        isReached =
            median.map { value in
                (atLeast.map { value >= $0 } ?? true) && (atMost.map { value <= $0 } ?? true)
            } ?? false
    }

    func report() throws {
        FileHandle.standardOutput.write(try JSONEncoder.stable().encode(self) + Data("\n".utf8))
    }
}

extension Array where Element == Double {
    /// The smallest sample that so large a part of them does not exceed; NaN of none.
    func quantile(_ part: Double) -> Double {
        guard !isEmpty else { return .nan }
        return sorted()[Swift.min(count - 1, Swift.max(0, Int((part * Double(count)).rounded(.up)) - 1))]
    }
}
