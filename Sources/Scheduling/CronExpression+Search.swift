extension CronExpression {
    /// The longest wait between two fires: 29 February on a given weekday over a century without a leap day.
    private static let horizonDays: Int64 = 50 * 366

    /// The first wall-clock time that matches and is not before `local` (seconds on that clock).
    func match(from local: Int64) -> Int64? {
        var number = local.floorDivided(by: 86_400)
        let last = number + CronExpression.horizonDays
        var secondOfDay = Int(local - number * 86_400)
        while number <= last {
            let date = CivilDate(number: number)
            guard months.contains(date.month) else {
                number = date.firstOfNextMonth.number
                secondOfDay = 0
                continue
            }
            if dayOfMonth.matches(date), dayOfWeek.matches(date), let found = timeOfDay(from: secondOfDay) {
                return number * 86_400 + Int64(found)
            }
            number += 1
            secondOfDay = 0
        }
        return nil
    }

    /// The first second of a day that matches and is not before `second`.
    private func timeOfDay(from second: Int) -> Int? {
        var hour = second / 3600
        var minute = second / 60 % 60
        var rest = second % 60
        while let h = hours.first(from: hour) {
            if h > hour { (minute, rest) = (0, 0) }
            while let m = minutes.first(from: minute) {
                if m > minute { rest = 0 }
                if let s = seconds.first(from: rest) { return h * 3600 + m * 60 + s }
                (minute, rest) = (m + 1, 0)
            }
            (hour, minute, rest) = (h + 1, 0, 0)
        }
        return nil
    }
}
