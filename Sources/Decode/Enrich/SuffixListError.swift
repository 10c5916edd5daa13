/// Why a public suffix list cannot be used. The one in use stays; a good download helps, trying again does not.
public enum SuffixListError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file cannot be opened or read.
    case unreadable(file: String, reason: String)
    /// A line that is neither a comment nor a rule; lines count from 1.
    case badRule(file: String, line: Int, reason: String)
    /// No rule at all: an empty or cut download.
    case noRules(file: String)
    /// A suffix of one's own that is not a domain name.
    case badOwnSuffix(String, reason: String)

    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): the public suffix list cannot be read: \(reason)"
        case .badRule(let file, let line, let reason):
            "\(file):\(line): not a public suffix rule: \(reason); fetch the list again"
        case .noRules(let file): "\(file): no public suffix rule in it; fetch the list again"
        case .badOwnSuffix(let suffix, let reason): "own suffix \"\(suffix)\": \(reason); write it like nl or co.uk"
        }
    }
}
