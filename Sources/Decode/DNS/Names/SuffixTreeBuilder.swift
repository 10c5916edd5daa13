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
