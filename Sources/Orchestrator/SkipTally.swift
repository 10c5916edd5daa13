/// Counts fires that are skipped again and again for the same reason, so that one event an hour tells of them.
struct SkipTally: Sendable {
    private static let hourUs: Int64 = 3_600_000_000

    private var reason = ""
    private var count = 0
    private var toldUs: Int64 = .min

    /// Takes note of a skipped fire. Gives what is to be told now; nil: it is too early.
    mutating func skip(_ reason: String, nowUs: Int64) -> String? {
        if reason != self.reason {
            self.reason = reason
            toldUs = .min
            count = 0
        }
        count += 1
        // A clock that was set back does not silence it.
        guard toldUs == .min || nowUs - toldUs >= Self.hourUs || nowUs < toldUs else { return nil }
        defer {
            toldUs = nowUs
            count = 0
        }
        return count > 1 ? "\(reason) (\(count) fires since this was last told)" : reason
    }
}
