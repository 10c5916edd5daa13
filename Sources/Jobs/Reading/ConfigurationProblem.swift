/// One thing that is wrong in a configuration file.
public struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public var file: String
    /// Counts from one; nil when the problem is with the file as a whole.
    public var line: Int?
    /// What is wrong.
    public var message: String
    /// What to do, or the name that was probably meant.
    public var suggestion: String?

    public init(file: String, line: Int?, message: String, suggestion: String? = nil) {
        self.file = file
        self.line = line
        self.message = message
        self.suggestion = suggestion
    }

    /// `file:line: message; suggestion`.
    public var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(message)\(suggestion.map { "; \($0)" } ?? "")"
    }
}

/// Everything that is wrong in the files that were read; never empty.
public struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the order of files and lines.
    public var problems: [ConfigurationProblem]

    public init(_ problems: [ConfigurationProblem]) {
        precondition(!problems.isEmpty, "an error says what is wrong")
        self.problems = problems.sorted { ($0.file, $0.line ?? 0) < ($1.file, $1.line ?? 0) }
    }

    /// One line for each problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// How far one word is from another: insertions, deletions, changes and swaps of neighbours count one each.
public enum EditDistance {
    /// The known word that was probably meant, in single quotes in a sentence; nil when none is close.
    public static func suggestion(for word: String, among known: some Collection<String>) -> String? {
        nearest(to: word, among: known).map { "did you mean '\($0)'?" }
    }

    /// The closest known word that is not too far away to be a slip.
    static func nearest(to word: String, among known: some Collection<String>) -> String? {
        guard word.utf8.count <= 200 else { return nil }
        let tolerance = max(2, word.count / 3)
        let lowered = word.lowercased()
        let ranked = known.map { (word: $0, distance: between(lowered, $0.lowercased())) }
        guard let best = ranked.min(by: { ($0.distance, $0.word) < ($1.distance, $1.word) }) else { return nil }
        return best.distance <= tolerance && best.distance < word.count ? best.word : nil
    }

    static func between(_ left: String, _ right: String) -> Int {
        let a = Array(left.utf8)
        let b = Array(right.utf8)
        var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count { rows[i][0] = i }
        for j in 0...b.count { rows[0][j] = j }
        for i in stride(from: 1, through: a.count, by: 1) {
            for j in stride(from: 1, through: b.count, by: 1) {
                let change = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
                }
            }
        }
        return rows[a.count][b.count]
    }
}
