import ArgumentParser
import Foundation
import Scheduling

/// A time to come, as operators write it: `2h`, `1d12h`, or an instant (ISO 8601, `2026-03-01T12:00:00Z`).
enum InstantText {
    /// Microseconds since the epoch.
    static func parse(_ text: String, nowUs: Int64) throws -> Int64 {
        if let duration = try? DurationText.parse(text) {
            let parts = duration.components
            return nowUs + parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
        }
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw ValidationError("\(text): write a span such as 2h, or an instant such as 2026-03-01T12:00:00Z")
        }
        return Int64((date.timeIntervalSince1970 * 1_000_000).rounded())
    }
}
