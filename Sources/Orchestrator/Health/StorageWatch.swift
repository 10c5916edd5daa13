/// What is wrong with the data root, and where it was met.
struct StorageTrouble: Sendable, Hashable {
    var what: String
    /// Absolute; `nil` when it was nowhere in particular.
    var path: String?
}

/// Whether the data root can be written, and when to look again if it cannot. Times are microseconds.
struct StorageWatch: Sendable, Hashable {
    private static let longestPauseUs: Int64 = 60_000_000
    /// A trouble that begins within this time of the end of another one is the same, and the looks are not closer again.
    private static let calmUs: Int64 = 60_000_000

    private(set) var trouble: StorageTrouble?
    private(set) var sinceUs: Int64 = 0
    private var nextLookUs: Int64 = 0
    private var endedUs: Int64?
    private var looks: Int64 = 0

    /// Gives whether it is news. The first look follows at once: some troubles are over with the attempt that met them.
    /// When it comes back at once, what is looked at does not show it: then the looks grow rarer, and so do the attempts.
    mutating func begin(_ what: StorageTrouble, nowUs: Int64) -> Bool {
        if trouble != nil {
            trouble = what
            return false
        }
        let isBack = endedUs.map { $0 <= nowUs && nowUs - $0 < Self.calmUs } ?? false
        trouble = what
        sinceUs = nowUs
        if isBack {
            rest(nowUs: nowUs)
        } else {
            looks = 0
            nextLookUs = nowUs
        }
        return true
    }

    func isDue(nowUs: Int64) -> Bool { nowUs >= nextLookUs }

    mutating func stillThere(_ what: StorageTrouble, nowUs: Int64) {
        trouble = what
        rest(nowUs: nowUs)
    }

    /// The clock was set, or somebody says that it is mended.
    mutating func lookSooner() { nextLookUs = 0 }

    mutating func end(nowUs: Int64) {
        trouble = nil
        endedUs = nowUs
    }

    /// The next look is after 1, 2, 4 … 60 s.
    private mutating func rest(nowUs: Int64) {
        nextLookUs = nowUs + min(1_000_000 << min(looks, 6), Self.longestPauseUs)
        looks += 1
    }
}
