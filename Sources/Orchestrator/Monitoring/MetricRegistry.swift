import Measures

/// Families that are being filled, one of each name, in the order of their names' list.
struct MetricRegistry {
    private var families: [MetricName: MetricFamily]

    init() { families = Dictionary(uniqueKeysWithValues: MetricName.allCases.map { ($0, $0.family) }) }

    mutating func add(_ name: MetricName, _ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
        let labels = labels.map { MetricLabel($0.key, $0.value) }
        families[name]?.add(value, labels)
    }

    mutating func count(_ name: MetricName, _ value: Int64, _ labels: KeyValuePairs<String, String> = [:]) {
        add(name, Double(value), labels)
    }

    mutating func add(_ name: MetricName, _ histogram: Histogram, _ labels: KeyValuePairs<String, String> = [:]) {
        families[name]?.add(histogram, labels.map { MetricLabel($0.key, $0.value) })
    }

    var all: [MetricFamily] { MetricName.allCases.compactMap { families[$0] } }
}
