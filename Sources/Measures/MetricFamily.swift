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

/// A name and a value that tell samples of a family apart.
public struct MetricLabel: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

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
