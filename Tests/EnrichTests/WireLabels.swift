import Decode

/// A name as the decoder hands it over: uncompressed, lower case.
struct WireLabels {
    let labels: [[UInt8]]

    init(labels: [[UInt8]]) { self.labels = labels }

    /// Nil when the text has an empty label, which the wire cannot have.
    init?(_ text: String) {
        let parts = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard !parts.contains(where: \.isEmpty) else { return nil }
        labels = parts.map { Array($0.utf8) }
    }

    /// How many labels are the suffix. The name stands at the end of its memory, so that a read behind it is one
    /// behind the allocation.
    func suffixCount(_ rules: some SuffixRules) -> Int {
        var wire: [UInt8] = []
        var starts: [UInt8] = []
        for label in labels {
            starts.append(UInt8(wire.count))
            wire.append(UInt8(label.count))
            wire += label
        }
        wire.append(0)
        starts.append(0)
        return wire.withUnsafeBufferPointer { wire in
            starts.withUnsafeBufferPointer { starts in
                guard let wire = wire.baseAddress, let starts = starts.baseAddress else { return -1 }
                return rules.suffixLabels(wire: wire, labels: starts, count: labels.count)
            }
        }
    }

    func suffix(_ rules: some SuffixRules) -> String { Self.text(labels.suffix(suffixCount(rules))) }

    /// The registered domain, nil when the name is a suffix itself.
    func domain(_ rules: some SuffixRules) -> String? {
        let count = suffixCount(rules)
        return labels.count > count ? Self.text(labels.suffix(count + 1)) : nil
    }

    /// What stands left of the registered domain.
    func sub(_ rules: some SuffixRules) -> String? {
        let count = suffixCount(rules)
        return labels.count > count + 1 ? Self.text(labels.dropLast(count + 1)) : nil
    }

    private static func text(_ labels: ArraySlice<[UInt8]>) -> String {
        labels.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
    }
}
