import Foundation

/// A day in UTC, as partitions are named.
struct UTCDay: Sendable, Equatable, CustomStringConvertible {
    let startUs: Int64
    var endUs: Int64 { startUs + 86_400_000_000 }

    init(containing microseconds: Int64) {
        let day: Int64 = 86_400_000_000
        let rest = microseconds % day
        startUs = microseconds - (rest < 0 ? rest + day : rest)
    }

    /// Reads `YYYY-MM-DD`.
    init?(_ text: String) {
        guard let date = try? Date(text, strategy: .iso8601.year().month().day()) else { return nil }
        self.init(containing: Int64(date.timeIntervalSince1970) * 1_000_000)
    }

    var description: String {
        Date(timeIntervalSince1970: Double(startUs / 1_000_000)).formatted(.iso8601.year().month().day())
    }
}
