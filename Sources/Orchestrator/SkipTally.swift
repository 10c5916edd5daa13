/// Counts fires that are skipped again and again for the same reason, so that one event an hour tells of them.
struct SkipTally: Sendable {
    private struct Entry {
        var count = 0
        var toldUs = Int64.min
    }

    private static let hourUs: Int64 = 3_600_000_000
    /// The rules are few; some name a run or a time.
    private static let mostReasons = 16

    private var entries: [String: Entry] = [:]

    /// Takes note of a skipped fire. Gives what is to be told now; nil: it is too early.
    ///
    /// - Parameter rule: which fires are counted together; nil: those with the same reason.
    mutating func skip(_ reason: String, rule: String? = nil, nowUs: Int64) -> String? {
        let key = rule ?? reason
        if entries[key] == nil, entries.count >= Self.mostReasons { entries = [:] }
        var entry = entries[key] ?? Entry()
        entry.count += 1
        defer { entries[key] = entry }
        // A clock that was set back does not silence it.
        guard entry.toldUs == .min || nowUs - entry.toldUs >= Self.hourUs || nowUs < entry.toldUs else { return nil }
        let count = entry.count
        entry = Entry(count: 0, toldUs: nowUs)
        return count > 1 ? "\(reason) (\(count) fires since this was last reported)" : reason
    }
}
