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
