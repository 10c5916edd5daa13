import Foundation

/// A schedule as the plainest of programs would run it: it looks at the clock each minute.
struct MinuteModel: Sendable {
    let expression: String
    /// Which minutes of a day match, and which days by (month, day, weekday; 0 is Sunday).
    let minutes: [Bool]
    let day: @Sendable (Int, Int, Int) -> Bool
    /// By elapsed time: whatever the clock shows counts, as often as it shows it.
    let isElapsed: Bool

    init(
        _ expression: String, isElapsed: Bool = false, minute: (Int, Int) -> Bool,
        day: @escaping @Sendable (Int, Int, Int) -> Bool = { _, _, _ in true }
    ) {
        self.expression = expression
        self.isElapsed = isElapsed
        minutes = (0..<1440).map { minute($0 / 60, $0 % 60) }
        self.day = day
    }

    /// The fires of a year, as minutes since the epoch.
    ///
    /// - Parameters:
    ///   - days: of each local day since the epoch: month, day, weekday, whether it is excluded.
    func fires(_ year: ZoneYear, first: Int, last: Int, days: DayTable) -> [Int] {
        let matches = days.entries.map { day($0.month, $0.day, $0.weekday) }
        var fires: [Int] = []
        var segment = 0
        var before = first - 1 + year.offsets[0]
        var furthest = before
        var minute = first
        while minute < last {
            if segment + 1 < year.starts.count, year.starts[segment + 1] == minute { segment += 1 }
            let local = minute + year.offsets[segment]
            var isFire = false
            // What the clock leaves out is run at once, what it shows again is not run again.
            var candidate = !isElapsed && local > before + 1 ? max(before, furthest) + 1 : local
            while candidate <= local {
                let index = candidate / 1440
                if minutes[candidate - index * 1440], matches[index - days.first], isElapsed || candidate > furthest {
                    isFire = true
                }
                candidate += 1
            }
            if isFire, !days.entries[local / 1440 - days.first].isExcluded { fires.append(minute) }
            before = local
            if local > furthest { furthest = local }
            minute += 1
        }
        return fires
    }
}
