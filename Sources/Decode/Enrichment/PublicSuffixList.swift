/// The public suffix list, ICANN and private section alike, by the algorithm of https://publicsuffix.org/list/: the
/// longest rule counts, an exception before all others, and `*` when no rule matches.
///
/// Rules match the octets of the wire: an IDN rule as A-labels and as U-labels in UTF-8, in any mixture.
public final class PublicSuffixList: SuffixRules, Sendable {
    /// How many rules count, own suffixes among them.
    public let ruleCount: Int
    private let tree: SuffixTree

    /// Reads a list.
    ///
    /// - Parameters:
    ///   - path: a file of at most 16 MiB in the list's own format.
    ///   - ownSuffixes: suffixes, like `nl`, below which all names are ordinary domains: their own names stay public
    ///     suffixes, rules below them do not count.
    public convenience init(path: String, ownSuffixes: [String] = []) throws(SuffixListError) {
        let bytes = try SuffixListFile.read(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .badRule(file: path, line: SuffixListFile.firstBadLine(bytes), reason: "not UTF-8")
        }
        try self.init(text: text, file: path, ownSuffixes: ownSuffixes)
    }

    /// Reads a list that is in memory; errors call its file `text`.
    public convenience init(text: String, ownSuffixes: [String] = []) throws(SuffixListError) {
        try self.init(text: text, file: "text", ownSuffixes: ownSuffixes)
    }

    private init(text: String, file: String, ownSuffixes: [String]) throws(SuffixListError) {
        var rules = try SuffixListFile.rules(text, file: file)
        let own = try ownSuffixes.map { (name) throws(SuffixListError) in try Self.ownSuffix(name) }
        if !own.isEmpty {
            rules.removeAll { rule in own.contains { rule.contradicts($0.labels) } }
            rules += own
        }
        ruleCount = rules.count
        tree = SuffixTree(rules)
    }

    public func suffixLabels(wire: UnsafePointer<UInt8>, labels: UnsafePointer<UInt8>, count: Int) -> Int {
        // The default rule.
        var longest = min(1, count)
        var node = tree.root
        var depth = 0
        while depth < count {
            if node.has(SuffixNode.wildcard) { longest = depth + 1 }
            guard node.has(SuffixNode.inner),
                let child = tree.child(of: node, label: wire + Int(labels[count - 1 - depth]))
            else { break }
            depth += 1
            if child.has(SuffixNode.exception) { return depth - 1 }
            if child.has(SuffixNode.rule) { longest = depth }
            node = child
        }
        return longest
    }

    private static func ownSuffix(_ name: String) throws(SuffixListError) -> SuffixRule {
        let text = name.hasSuffix(".") ? name.dropLast() : name[...]
        do throws(SuffixLabel.Refusal) {
            let rule = try SuffixRule(text)
            guard rule.kind == .exact else { throw SuffixLabel.Refusal(reason: "a name is expected, not a rule") }
            return rule
        } catch {
            throw .badOwnSuffix(name, reason: error.reason)
        }
    }
}

/// Knows public suffixes.
public protocol SuffixRules: AnyObject {
    /// How many labels of a name are its public suffix; 0 for the root.
    ///
    /// - Parameters:
    ///   - wire: the name on the wire, lower case, uncompressed.
    ///   - labels: where each label's length octet stands, from the left; the root is not among them.
    func suffixLabels(wire: UnsafePointer<UInt8>, labels: UnsafePointer<UInt8>, count: Int) -> Int
}
