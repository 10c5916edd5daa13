import Foundation

/// The days around a year, by Foundation's calendar.
struct DayTable {
    struct Entry {
        let month: Int
        let day: Int
        let weekday: Int
        let isExcluded: Bool
    }

    /// Days since 1970-01-01.
    let first: Int
    let entries: [Entry]

    /// - Parameter excluded: as `month-day`.
    init(first: Int, count: Int, excluded: Set<String>) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        self.first = first
        entries = (first..<first + count).map { number in
            let parts = calendar.dateComponents(
                [.month, .day, .weekday], from: Date(timeIntervalSince1970: Double(number) * 86_400 + 43_200))
            let (month, day) = (parts.month ?? 0, parts.day ?? 0)
            return Entry(
                month: month, day: day, weekday: (parts.weekday ?? 1) - 1,
                isExcluded: excluded.contains("\(month)-\(day)"))
        }
    }
}
