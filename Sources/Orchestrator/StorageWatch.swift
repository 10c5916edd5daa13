/// Whether the data root can be written, and when to look again if it cannot. Times are microseconds.
struct StorageWatch: Sendable, Hashable {
    struct Trouble: Sendable, Hashable {
        var what: String
        var sinceUs: Int64
    }

    private static let longestPauseUs: Int64 = 60_000_000

    private(set) var trouble: Trouble?
    private var nextLookUs: Int64 = 0
    private var looks: Int64 = 0

    /// Gives whether it is news. The first look follows at once: some troubles are over with the attempt that met them.
    mutating func begin(_ what: String, nowUs: Int64) -> Bool {
        if trouble != nil {
            trouble?.what = what
            return false
        }
        self = StorageWatch()
        trouble = Trouble(what: what, sinceUs: nowUs)
        nextLookUs = nowUs
        return true
    }

    func isDue(nowUs: Int64) -> Bool { nowUs >= nextLookUs }

    /// The next look is after 1, 2, 4 … 60 s.
    mutating func stillThere(_ what: String, nowUs: Int64) {
        trouble?.what = what
        nextLookUs = nowUs + min(1_000_000 << min(looks, 6), Self.longestPauseUs)
        looks += 1
    }

    /// The clock was set, or somebody says that it is mended.
    mutating func lookSooner() { nextLookUs = 0 }

    mutating func end() -> Trouble? {
        defer { self = StorageWatch() }
        return trouble
    }
}
