import Model

/// A day of the proleptic Gregorian calendar, and its number since 1970-01-01.
struct CivilDate: Hashable, Sendable {
    let number: Int64
    let year: Int
    let month: Int
    let day: Int

    init(number: Int64) {
        self.number = number
        (year, month, day) = Day(number: Int32(clamping: number)).civil
    }

    static func number(year: Int, month: Int, day: Int) -> Int64 {
        Int64(Day(year: year, month: month, day: day).number)
    }

    /// 0 is Sunday; 1970-01-01 was a Thursday.
    var weekday: Int {
        let shifted = (number + 4) % 7
        return Int(shifted < 0 ? shifted + 7 : shifted)
    }

    /// The first day of the month after this one.
    var firstOfNextMonth: CivilDate {
        let next = month == 12 ? (year + 1, 1) : (year, month + 1)
        return CivilDate(number: CivilDate.number(year: next.0, month: next.1, day: 1))
    }

    static func length(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
