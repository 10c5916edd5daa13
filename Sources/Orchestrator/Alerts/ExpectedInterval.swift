/// How long one waits for the next capture of a server, judged by when those before it were written.
enum ExpectedInterval {
    /// So many captures are looked at.
    static let memory = 25
    private static let fewest = 5

    /// Three times the middle one of the pauses, and two minutes for the way; nil: too few are known to tell.
    static func patienceUs(_ times: [Int64]) -> Int64? {
        let times = times.sorted()
        guard times.count >= fewest else { return nil }
        let pauses = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
        return 3 * pauses[pauses.count / 2] + 120_000_000
    }
}
