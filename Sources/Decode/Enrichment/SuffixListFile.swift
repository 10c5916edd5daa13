/// The format of a public suffix list: a rule per line, read up to the first white space; `//` begins a comment.
enum SuffixListFile {
    /// The list has a third of a megabyte; what is much larger is something else.
    static let maximumBytes = 16 << 20

    static func read(_ path: String) throws(SuffixListError) -> [UInt8] {
        do throws(ReferenceFile.Refusal) {
            return try ReferenceFile.read(path, maximumMebibytes: maximumBytes >> 20)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
    }

    static func rules(_ text: String, file: String) throws(SuffixListError) -> [SuffixRule] {
        guard text.utf8.count <= maximumBytes else { throw .unreadable(file: file, reason: "larger than 16 MiB") }
        var rules: [SuffixRule] = []
        var number = 0
        let start = text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        for line in text.utf8.dropFirst(start).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let word = line.prefix { $0 > 0x20 }
            if word.isEmpty || word.starts(with: "//".utf8) { continue }
            do throws(SuffixLabel.Refusal) {
                rules.append(try SuffixRule(Substring(word)))
            } catch {
                throw .badRule(file: file, line: number, reason: error.reason)
            }
        }
        if rules.isEmpty { throw .noRules(file: file) }
        return rules
    }

    /// The line of the first octet that is not UTF-8.
    static func firstBadLine(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        return (bad ?? 0) + 1
    }
}

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
