import Foundation

/// The page that describes what `--json` prints, and whether a value is as it says.
struct JSONPage {
    private var sections: [String: [String: String]] = [:]

    init() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Control/JSON.md")
        var section = ""
        for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
            guard line.hasPrefix("- `"), let match = line.wholeMatch(of: /- `(\w+)` \(([^)]*)\).*/) else { continue }
            sections[section, default: [:]][String(match.1)] = String(match.2)
        }
    }

    /// What differs between a value and the section that describes it; empty: nothing.
    func problems(_ value: Any, _ type: String, at place: String = "") -> [String] {
        if type.hasPrefix("list of ") {
            guard let list = value as? [Any] else { return ["\(place) is no list"] }
            return list.flatMap { problems($0, String(type.dropFirst(8)), at: place + "[]") }
        }
        if type.hasPrefix("map of ") {
            guard let map = value as? [String: Any] else { return ["\(place) is no map"] }
            return map.values.flatMap { problems($0, String(type.dropFirst(7)), at: place + ".*") }
        }
        switch type {
        case "text": return value is String ? [] : ["\(place) is no text"]
        case "flag": return value is Bool ? [] : ["\(place) is no flag"]
        case "number": return value is NSNumber ? [] : ["\(place) is no number"]
        default: break
        }
        guard let keys = sections[type] else { return ["\(place): the page has no section \(type)"] }
        guard let object = value as? [String: Any] else { return ["\(place) is no object"] }
        return object.sorted { $0.key < $1.key }.flatMap { key, value in
            keys[key].map { problems(value, $0, at: place + "." + key) } ?? ["\(place).\(key) is not on the page"]
        }
    }
}
