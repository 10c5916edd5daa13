/// Which days of the week a cron expression selects; Sunday is 0.
struct DayOfWeekRule: Hashable, Sendable {
    var days = BitSet()
    /// `5L`: the last Friday of the month.
    var last = BitSet()
    /// `MON#2`: the second Monday of the month; index 1…5, each a set of weekdays. Index 0 is unused.
    var ordinals: [BitSet] = Array(repeating: BitSet(), count: 6)

    var isAny: Bool { days == CronField.dayOfWeek.full }

    func matches(_ date: CivilDate) -> Bool {
        let weekday = date.weekday
        if days.contains(weekday) { return true }
        if ordinals[(date.day - 1) / 7 + 1].contains(weekday) { return true }
        return last.contains(weekday) && date.day + 7 > CivilDate.length(year: date.year, month: date.month)
    }
}
