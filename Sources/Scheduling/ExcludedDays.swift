/// The days on which a job does not fire, with the days of the calendars that it names.
public struct ExcludedDays: Hashable, Sendable {
    private struct MonthDay: Hashable, Sendable {
        let month: Int
        let day: Int
    }

    /// Days since 1970-01-01.
    private var numbers: Set<Int64> = []
    private var yearly: Set<MonthDay> = []

    /// - Parameter calendars: by name; a calendar that is not there has no days. One does not refer to another.
    public init(_ days: [ExcludedDay] = [], calendars: [String: [ExcludedDay]] = [:]) {
        for day in days {
            if case .calendar(let name) = day {
                for day in calendars[name] ?? [] { insert(day) }
            } else {
                insert(day)
            }
        }
    }

    private mutating func insert(_ day: ExcludedDay) {
        switch day {
        case .date(let year, let month, let day):
            numbers.insert(CivilDate.number(year: year, month: month, day: day))
        case .yearly(let month, let day): yearly.insert(MonthDay(month: month, day: day))
        case .calendar: break
        }
    }

    public var isEmpty: Bool { numbers.isEmpty && yearly.isEmpty }

    func contains(_ number: Int64) -> Bool {
        if numbers.contains(number) { return true }
        if yearly.isEmpty { return false }
        let date = CivilDate(number: number)
        return yearly.contains(MonthDay(month: date.month, day: date.day))
    }

    /// The first of the days that is not before another one.
    func first(from number: Int64) -> Int64? {
        var found = numbers.filter { $0 >= number }.min()
        let year = CivilDate(number: number).year
        for one in yearly {
            // A leap day comes after eight years at the latest: 2096 and 2104.
            let next = (year...year + 8).lazy.filter { one.day <= CivilDate.length(year: $0, month: one.month) }
                .map { CivilDate.number(year: $0, month: one.month, day: one.day) }.first { $0 >= number }
            if let next { found = min(found ?? next, next) }
        }
        return found
    }
}
