/// A day of the proleptic Gregorian calendar, and its number since 1970-01-01.
struct CivilDate: Hashable, Sendable {
    let number: Int64
    let year: Int
    let month: Int
    let day: Int

    // Howard Hinnant's civil_from_days and its inverse: eras of 400 years, years that begin in March.
    init(number: Int64) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.number = number
        self.day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        self.month = month
        self.year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    static func number(year: Int, month: Int, day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
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
