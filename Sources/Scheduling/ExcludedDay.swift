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
