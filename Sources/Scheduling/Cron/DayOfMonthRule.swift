/// Which days of a month a cron expression selects.
struct DayOfMonthRule: Hashable, Sendable {
    /// Plain days, 1…31.
    var days = BitSet()
    /// `L` is 0, `L-3` is 3: so many days before the last of the month.
    var beforeLast = BitSet()
    /// `15W`: the weekday nearest to that day, in the same month.
    var nearestWeekday = BitSet()
    /// `LW`: the last weekday of the month.
    var lastWeekday = false

    /// Whether every day is selected (`*` or `?`).
    var isAny: Bool { days == CronField.dayOfMonth.full }

    func matches(_ date: CivilDate) -> Bool {
        if days.contains(date.day) { return true }
        let length = CivilDate.length(year: date.year, month: date.month)
        if beforeLast.contains(length - date.day) { return true }
        guard !nearestWeekday.isEmpty || lastWeekday else { return false }
        let weekday = date.weekday
        guard (1...5).contains(weekday) else { return false }
        if lastWeekday, date.day == length || (weekday == 5 && date.day >= length - 2) { return true }
        if nearestWeekday.contains(date.day) { return true }
        // A Friday stands in for the Saturday after it, a Monday for the Sunday before it; at the ends of the month
        // the other side is taken, so that the month is not left.
        if weekday == 5 {
            if date.day + 1 <= length, date.day > 0, nearestWeekday.contains(date.day + 1) { return true }
            if date.day + 2 == length, nearestWeekday.contains(length) { return true }
        }
        if weekday == 1 {
            if date.day >= 2, nearestWeekday.contains(date.day - 1) { return true }
            if date.day == 3, nearestWeekday.contains(1) { return true }
        }
        return false
    }

    /// Whether a month of so many days has a day that is selected.
    func isPossible(inMonthOfLength length: Int) -> Bool {
        if lastWeekday { return true }
        return [days, nearestWeekday].contains { ($0.first ?? 64) <= length }
            || (beforeLast.first ?? 64) < length
    }
}

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
