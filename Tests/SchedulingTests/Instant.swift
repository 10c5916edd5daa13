import Foundation

/// Instants for tests, written as `2024-03-31T01:00:00Z`.
enum Instant {
    static func at(_ text: String) -> Date {
        let style = Date.ISO8601FormatStyle()
        guard let date = try? style.parse(text) else { preconditionFailure("not an instant: \(text)") }
        return date
    }

    static func text(_ date: Date?) -> String? { date.map { $0.formatted(Date.ISO8601FormatStyle()) } }

    static func zone(_ name: String) -> TimeZone {
        guard let zone = TimeZone(identifier: name) else { preconditionFailure("no such zone: \(name)") }
        return zone
    }
}
