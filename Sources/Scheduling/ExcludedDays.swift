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

/// A day on which a job does not fire, as it is written in `not_on`: `2026-12-25`, `12-25` (of every year), or
/// `calendar:NAME`, which stands for the days of a calendar of the configuration.
public enum ExcludedDay: Hashable, Sendable, CustomStringConvertible {
    case date(year: Int, month: Int, day: Int)
    case yearly(month: Int, day: Int)
    case calendar(String)

    private static let prefix = "calendar:"

    /// Reads a day. A day that no calendar has, such as 02-30, is refused.
    public init(_ text: String) throws(TextValueError) {
        if text.hasPrefix(Self.prefix) {
            let name = String(text.dropFirst(Self.prefix.count))
            guard Self.isName(name) else {
                throw TextValueError(
                    text: text, advice: "write calendar:NAME, the NAME of letters, digits, '-' and '_'")
            }
            self = .calendar(name)
            return
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let widths = parts.count == 3 ? [4, 2, 2] : [2, 2]
        let numbers = parts.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? Int($0) : nil }
        guard numbers.count == widths.count, zip(parts, widths).allSatisfy({ $0.utf8.count == $1 }) else {
            throw TextValueError(text: text, advice: "write a day as 2026-12-25, 12-25 (every year) or calendar:NAME")
        }
        // Without a year the leap day counts: it is left out in the years that have it.
        let year = numbers.count == 3 ? numbers[0] : 2000
        let (month, day) = (numbers[numbers.count - 2], numbers[numbers.count - 1])
        guard year >= 1970, (1...12).contains(month), (1...CivilDate.length(year: year, month: month)).contains(day)
        else { throw TextValueError(text: text, advice: "there is no such day from 1970 on") }
        self = numbers.count == 3 ? .date(year: year, month: month, day: day) : .yearly(month: month, day: day)
    }

    /// Whether a text can be the name of a calendar.
    public static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
            }
    }

    /// As it is written in a file.
    public var description: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return switch self {
        case .date(let year, let month, let day): "\(year)-\(two(month))-\(two(day))"
        case .yearly(let month, let day): "\(two(month))-\(two(day))"
        case .calendar(let name): Self.prefix + name
        }
    }
}
