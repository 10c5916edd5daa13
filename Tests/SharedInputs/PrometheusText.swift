/// The text format of Prometheus, version 0.0.4, read strictly: what its documentation does not allow is an error.
package struct PrometheusText {
    package struct Wrong: Error, CustomStringConvertible { package var description: String }

    package struct Sample: Sendable, Hashable {
        package var name: String
        package var labels: [String: String]
        package var value: Double
    }

    package private(set) var types: [String: String] = [:]
    package private(set) var help: [String: String] = [:]
    package private(set) var samples: [Sample] = []
    private var seen: Set<String> = []

    package init(_ text: String) throws(Wrong) {
        guard text.hasSuffix("\n") else { throw Wrong(description: "the last line has no end") }
        var family = ""
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("# HELP ") || line.hasPrefix("# TYPE ") {
                let parts = line.split(separator: " ", maxSplits: 3).map(String.init)
                guard parts.count == 4, Self.isName(parts[2]) else { throw Wrong(description: line) }
                if parts[1] == "HELP" {
                    guard help.updateValue(parts[3], forKey: parts[2]) == nil else {
                        throw Wrong(description: "\(parts[2]) has two HELP lines: its samples are not together")
                    }
                } else {
                    guard ["counter", "gauge", "histogram"].contains(parts[3]),
                        types.updateValue(parts[3], forKey: parts[2]) == nil
                    else { throw Wrong(description: line) }
                }
                family = parts[2]
            } else {
                let sample = try Self.sample(line)
                let isOwn =
                    types[family] == "histogram"
                    ? ["_bucket", "_sum", "_count"].contains { sample.name == family + $0 } : sample.name == family
                guard isOwn else { throw Wrong(description: "\(line): not below its TYPE line") }
                let identity = sample.name + sample.labels.sorted { $0.key < $1.key }.map { "\($0)" }.joined()
                guard seen.insert(identity).inserted else { throw Wrong(description: "\(line): twice") }
                samples.append(sample)
            }
        }
        try checkHistograms()
    }

    /// The only sample with these labels, others not counted.
    package func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let found = samples.filter { sample in
            sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }
        return found.count == 1 ? found[0].value : nil
    }

    /// `name{a="b"} 1`
    private static func sample(_ line: String) throws(Wrong) -> Sample {
        let wrong = Wrong(description: line)
        var rest = Substring(line)
        let name = String(rest.prefix { $0 != "{" && $0 != " " })
        rest = rest.dropFirst(name.count)
        guard isName(name) else { throw wrong }
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let label = String(rest.prefix { $0 != "=" })
                rest = rest.dropFirst(label.count)
                guard rest.hasPrefix("=\""), !label.contains(":"), isName(label) else { throw wrong }
                rest = rest.dropFirst(2)
                var value = ""
                while let character = rest.popFirst(), character != "\"" {
                    guard character == "\\" else {
                        value.append(character)
                        continue
                    }
                    switch rest.popFirst() {
                    case "\\": value.append("\\")
                    case "\"": value.append("\"")
                    case "n": value.append("\n")
                    default: throw wrong
                    }
                }
                guard labels.updateValue(value, forKey: label) == nil else { throw wrong }
                if rest.first == "," { rest = rest.dropFirst() } else if rest.first != "}" { throw wrong }
            }
            rest = rest.dropFirst()
        }
        guard rest.first == " " else { throw wrong }
        let text = String(rest.dropFirst())
        guard !text.contains(" ") else { throw wrong }
        let special: [String: Double] = ["+Inf": .infinity, "-Inf": -.infinity, "NaN": .nan]
        guard let value = special[text] ?? (text.first?.isLetter == true ? nil : Double(text)) else { throw wrong }
        return Sample(name: name, labels: labels, value: value)
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 || $0 == 58
        }
    }

    /// Buckets grow, the last one is that of all, and there are sum and count.
    private func checkHistograms() throws(Wrong) {
        for (family, type) in types {
            guard help[family] != nil else { throw Wrong(description: "\(family) has no HELP line") }
            guard type == "histogram" else { continue }
            var series: [[String: String]: [(Double, Double)]] = [:]
            for sample in samples where sample.name == family + "_bucket" {
                var labels = sample.labels
                guard
                    let bound = labels.removeValue(forKey: "le").map({ $0 == "+Inf" ? .infinity : Double($0) ?? .nan })
                else { throw Wrong(description: "\(family): a bucket without le") }
                series[labels, default: []].append((bound, sample.value))
            }
            for (labels, buckets) in series {
                let isAscending = zip(buckets, buckets.dropFirst()).allSatisfy { $0.0 < $1.0 && $0.1 <= $1.1 }
                guard isAscending, buckets.last?.0 == .infinity, buckets.last?.1 == value(family + "_count", labels),
                    value(family + "_sum", labels) != nil
                else { throw Wrong(description: "\(family)\(labels): \(buckets)") }
            }
        }
    }
}
