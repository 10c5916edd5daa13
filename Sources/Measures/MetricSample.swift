/// One line of a family.
public struct MetricSample: Sendable, Hashable {
    /// Behind the family's name: `_bucket`, `_sum`, `_count`, or nothing.
    public let suffix: String
    public let labels: [MetricLabel]
    public let value: Double

    public init(suffix: String = "", labels: [MetricLabel], value: Double) {
        self.suffix = suffix
        self.labels = labels
        self.value = value
    }
}
