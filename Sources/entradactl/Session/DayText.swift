import ArgumentParser

/// A day as operators write it: ISO 8601, `2026-03-01`.
enum DayText {
    static func check(_ text: String?, _ option: String) throws {
        guard let text else { return }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
            let month = Int(parts[1]), (1...12).contains(month), let day = Int(parts[2]), (1...31).contains(day)
        else { throw ValidationError("\(option) \(text): expected a day such as 2026-03-01") }
    }
}
