/// Puts rules into a tree, before it is made quick.
struct SuffixTreeBuilder {
    struct Edge {
        let parent: UInt32
        let label: SuffixLabel
        let node: UInt32
    }

    private struct Key: Hashable {
        let parent: UInt32
        let label: [UInt8]
    }

    /// By number; the first is the root.
    private(set) var nodes = [SuffixNode(bits: 0)]
    private(set) var edges: [Edge] = []
    private var known: [Key: UInt32] = [:]

    mutating func insert(_ rule: SuffixRule) {
        var node: UInt32 = 0
        for label in rule.labels {
            nodes[Int(node)].bits |= SuffixNode.inner
            node = child(label, of: node)
        }
        nodes[Int(node)].bits |= Self.mark(rule.kind)
    }

    private static func mark(_ kind: SuffixRule.Kind) -> UInt32 {
        switch kind {
        case .exact: SuffixNode.rule
        case .wildcard: SuffixNode.wildcard
        case .exception: SuffixNode.exception
        }
    }

    private mutating func child(_ label: SuffixLabel, of parent: UInt32) -> UInt32 {
        let key = Key(parent: parent, label: label.ascii)
        if let node = known[key] { return node }
        let node = UInt32(nodes.count)
        nodes.append(SuffixNode(bits: node))
        edges.append(Edge(parent: parent, label: label, node: node))
        known[key] = node
        return node
    }
}

/// One rule of the list (https://github.com/publicsuffix/list/wiki/Format).
struct SuffixRule {
    /// The labels, the rightmost first; of a wildcard rule those right of the `*`.
    let labels: [SuffixLabel]
    let kind: Kind

    enum Kind {
        case exact
        /// `*.` before the labels: each name right below is a suffix.
        case wildcard
        /// `!`: not a suffix in spite of a wildcard.
        case exception
    }

    /// Reads what stands in a line before the first white space.
    init(_ text: Substring) throws(SuffixLabel.Refusal) {
        let isException = text.hasPrefix("!")
        var labels = try SuffixLabel.reversedLabels(isException ? text.dropFirst() : text)
        let isWildcard = labels.last?.isWildcard ?? false
        if isWildcard { labels.removeLast() }
        if labels.contains(where: { $0.isWildcard }) {
            throw SuffixLabel.Refusal(reason: "a * may only be the first label")
        }
        if isException && (isWildcard || labels.count < 2) {
            throw SuffixLabel.Refusal(reason: "an exception needs two labels and no *")
        }
        self.labels = labels
        kind = isException ? .exception : (isWildcard ? .wildcard : .exact)
    }

    /// Whether it says that names below a suffix are no ordinary domains, or that the suffix is none.
    func contradicts(_ suffix: [SuffixLabel]) -> Bool {
        labels.starts(with: suffix) && (labels.count > suffix.count || kind != .exact)
    }
}
