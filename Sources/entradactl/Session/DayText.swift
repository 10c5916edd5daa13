import ArgumentParser
import Model

/// A day as operators write it: ISO 8601, `2026-03-01`.
enum DayText {
    static func check(_ text: String?, _ option: String) throws {
        if let text, Day(text) == nil { throw ValidationError("\(option) \(text): expected a day such as 2026-03-01") }
    }
}
