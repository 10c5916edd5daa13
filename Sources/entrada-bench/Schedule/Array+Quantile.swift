extension Array where Element == Double {
    /// The smallest sample that so large a part of them does not exceed; NaN of none.
    func quantile(_ part: Double) -> Double {
        guard !isEmpty else { return .nan }
        return sorted()[Swift.min(count - 1, Swift.max(0, Int((part * Double(count)).rounded(.up)) - 1))]
    }
}
