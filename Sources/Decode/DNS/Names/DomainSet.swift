/// Domain names, each with all names below it, compared label by label as they are on the wire.
public struct DomainSet: Sendable {
    public let isEmpty: Bool
    private let tree: SuffixTree

    /// None.
    public init() {
        isEmpty = true
        tree = SuffixTree([])
    }

    /// - Parameter names: such as `nl` or `example.co.uk.`; IDN in either form.
    /// - Throws: `DomainSetError`, when one is not a domain name.
    public init(_ names: [String]) throws(DomainSetError) {
        var rules: [SuffixRule] = []
        for name in names {
            do throws(SuffixLabel.Refusal) {
                let rule = try SuffixRule(name.hasSuffix(".") ? name.dropLast() : name[...])
                guard rule.kind == .exact else { throw SuffixLabel.Refusal(reason: "a name is expected, not a rule") }
                rules.append(rule)
            } catch {
                throw DomainSetError(name: name, reason: error.reason)
            }
        }
        isEmpty = names.isEmpty
        tree = SuffixTree(rules)
    }

    /// Whether a name is one of them or below one.
    ///
    /// - Parameters:
    ///   - wire: the name on the wire, lower case, uncompressed.
    ///   - labels: where each label's length octet stands, from the left; the root is not among them.
    func holds(wire: UnsafePointer<UInt8>, labels: UnsafePointer<UInt8>, count: Int) -> Bool {
        var node = tree.root
        var depth = 0
        while depth < count, node.has(SuffixNode.inner),
            let child = tree.child(of: node, label: wire + Int(labels[count - 1 - depth]))
        {
            if child.has(SuffixNode.rule) { return true }
            node = child
            depth += 1
        }
        return false
    }

    func holds(_ name: inout WireName) -> Bool {
        let count = name.labelCount
        return withUnsafePointer(to: name.storage) { storage in
            withUnsafePointer(to: name.labels) { labels in
                holds(
                    wire: UnsafeRawPointer(storage).assumingMemoryBound(to: UInt8.self),
                    labels: UnsafeRawPointer(labels).assumingMemoryBound(to: UInt8.self), count: count)
            }
        }
    }
}

/// A text that is not a domain name.
public struct DomainSetError: Error, Sendable, Equatable, CustomStringConvertible {
    public let name: String
    public let reason: String

    public var description: String { "\"\(name)\" is not a domain name: \(reason); write it like nl or co.uk" }
}
