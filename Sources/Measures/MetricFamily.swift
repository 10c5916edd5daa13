/// All samples of one name.
public struct MetricFamily: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable { case counter, gauge, histogram }

    public let name: String
    /// What it counts, with its unit.
    public let help: String
    public let kind: Kind
    public private(set) var samples: [MetricSample] = []

    public init(_ name: String, kind: Kind, help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    public mutating func add(_ value: Double, _ labels: [MetricLabel] = []) {
        samples.append(MetricSample(labels: labels, value: value))
    }

    public mutating func add(_ histogram: Histogram, _ labels: [MetricLabel] = []) {
        let bounds = histogram.bounds.map(MetricText.number) + ["+Inf"]
        for (bound, count) in zip(bounds, histogram.cumulative + [histogram.count]) {
            samples.append(
                MetricSample(suffix: "_bucket", labels: labels + [MetricLabel("le", bound)], value: Double(count)))
        }
        samples.append(MetricSample(suffix: "_sum", labels: labels, value: histogram.sum))
        samples.append(MetricSample(suffix: "_count", labels: labels, value: Double(histogram.count)))
    }
}
