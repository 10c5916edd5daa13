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
