/// The algorithm of https://publicsuffix.org/list/, word by word, without any thought of speed.
struct ReferenceSuffixes {
    /// `a.b`, `*.a`, `!a.b`; IDN labels as A-labels.
    let rules: [String]

    /// `below`: names, the rules below which do not count.
    init(_ rules: [String], below own: [String] = []) {
        self.rules = rules.filter { rule in !own.contains { rule.hasSuffix("." + $0) || rule == "!" + $0 } } + own
    }

    func suffixCount(_ name: [String]) -> Int {
        if name.isEmpty { return 0 }
        let matching = rules.filter { matches($0, name) }
        // "If more than one rule matches, the prevailing rule is the one which is an exception rule", and without its
        // leftmost label. The text does not say which one of several; the one that is seen first from the right.
        let exceptions = matching.filter { $0.hasPrefix("!") }.map { labels($0).count }
        if let shortest = exceptions.min() { return shortest - 1 }
        return matching.map { labels($0).count }.max() ?? 1
    }

    private func matches(_ rule: String, _ name: [String]) -> Bool {
        let labels = labels(rule)
        guard labels.count <= name.count else { return false }
        return zip(labels.reversed(), name.reversed()).allSatisfy { $0 == "*" || $0 == $1 }
    }

    private func labels(_ rule: String) -> [String] {
        rule.drop { $0 == "!" }.split(separator: ".").map(String.init)
    }
}
