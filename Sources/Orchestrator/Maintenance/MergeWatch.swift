/// When to look for merges: after decodes, but not after each of them.
struct MergeWatch: Sendable {
    /// Microseconds between two looks.
    private static let pauseUs: Int64 = 10_000_000

    // At the start nobody knows what the daemon before has left.
    private var hasNews = true
    private var nextUs: Int64 = 0

    /// Rows have become live, or a merge has ended.
    mutating func signal() { hasNews = true }

    /// Whether to look now; it counts as done.
    mutating func isDue(nowUs: Int64) -> Bool {
        // A clock that was set back must not put it off.
        guard hasNews, nowUs >= nextUs || nextUs > nowUs + Self.pauseUs else { return false }
        hasNews = false
        nextUs = nowUs + Self.pauseUs
        return true
    }
}
