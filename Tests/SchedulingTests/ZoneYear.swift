import Foundation

/// The clock of a time zone over a year, minute by minute: offsets at a few thousand instants and nothing else, so that it
/// owes nothing to the code under test.
struct ZoneYear: Hashable {
    /// Minutes since the epoch at which an offset begins, and the offset in minutes.
    let starts: [Int]
    let offsets: [Int]

    /// - Parameters:
    ///   - first, last: minutes since the epoch.
    init(_ zone: TimeZone, first: Int, last: Int) {
        func offset(_ minute: Int) -> Int {
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(minute) * 60)) / 60
        }
        var starts = [first]
        var offsets = [offset(first)]
        var minute = first
        while minute < last {
            let next = min(minute + 360, last)
            if offset(next) != offsets[offsets.count - 1] {
                var (low, high) = (minute, next)
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if offset(middle) == offsets[offsets.count - 1] { low = middle } else { high = middle }
                }
                starts.append(high)
                offsets.append(offset(high))
            }
            minute = next
        }
        self.starts = starts
        self.offsets = offsets
    }
}
