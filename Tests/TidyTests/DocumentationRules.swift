/// What `Sources/README.md` has to say, and what has to be there because the code says so.
enum DocumentationRules {
    /// Each folder of `Sources` has a line.
    static func folders(_ names: Set<String>, in map: SourceText) -> [Violation] {
        unmentioned(names, in: map, "the folder")
    }

    /// Each table of the ledger has a line.
    static func tables(of schema: SourceText, in map: SourceText) -> [Violation] {
        unmentioned(
            Set(schema.text.matches(of: /CREATE TABLE (\w+)/).map { String($0.output.1) }), in: map, "the table")
    }

    private static func unmentioned(_ names: Set<String>, in map: SourceText, _ what: String) -> [Violation] {
        names.sorted().filter { !map.text.contains("`\($0)`") }.map {
            Violation(path: map.path, message: "does not mention \(what) `\($0)`")
        }
    }

    /// A page refers only to files that are there.
    static func brokenLinks(_ page: SourceText, paths: Set<String>) -> [Violation] {
        let folder = page.path.split(separator: "/").dropLast().map(String.init)
        return page.text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1) }
            .filter { !$0.contains("://") && !$0.hasPrefix("#") }
            .compactMap { link in
                var place = folder
                for part in link.split(separator: "#")[0].split(separator: "/") {
                    if part == ".." { _ = place.popLast() } else { place.append(String(part)) }
                }
                let target = place.joined(separator: "/")
                return paths.contains(target) ? nil : Violation(path: page.path, message: "\(target) is not there")
            }
    }

    /// The states of an enumeration and what may follow each, as its property `successors` says.
    static func successors(_ code: SourceText) -> [String: Set<String>] {
        guard let start = code.text.firstRange(of: "var successors") else { return [:] }
        var body = code.text[start.upperBound...]
        if let end = body.firstRange(of: "\n    }\n") { body = body[..<end.lowerBound] }
        var found: [String: Set<String>] = [:]
        for match in body.matches(of: /case ((?:\.\w+(?:,\s*)?)+): \[([^\]]*)\]/) {
            let next = Set(names(match.output.2))
            for state in names(match.output.1) { found[state] = next }
        }
        return found
    }

    /// The same from the rows `| `state` | … | `next`, `next` |` below a heading.
    static func charted(_ map: SourceText, below heading: String) -> [String: Set<String>] {
        guard let start = map.text.firstRange(of: "\n## " + heading + "\n") else { return [:] }
        var section = map.text[start.upperBound...]
        if let end = section.firstRange(of: "\n## ") { section = section[..<end.lowerBound] }
        var found: [String: Set<String>] = [:]
        for line in section.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.matches(of: /`(\w+)`/).map { String($0.output.1) } }
            guard let state = cells.first?.first, let next = cells.last else { continue }
            found[state] = Set(next)
        }
        return found
    }

    static func differences(_ code: SourceText, _ map: SourceText, below heading: String) -> [Violation] {
        let (coded, charted) = (successors(code), charted(map, below: heading))
        if coded.isEmpty { return [Violation(path: code.path, message: "no successors were found")] }
        return Set(coded.keys).union(charted.keys).sorted().filter { coded[$0] != charted[$0] }.map {
            let (wanted, found) = (coded[$0]?.sorted() ?? [], charted[$0]?.sorted() ?? [])
            return Violation(path: map.path, message: "'\(heading)': after \($0) come \(wanted), not \(found)")
        }
    }

    /// Each kind of job comes with a job that shows it; these are for an operator to write.
    static let kindsWithoutJob: Set<String> = ["command"]

    static func jobs(of kinds: Set<String>, in files: [SourceText]) -> [Violation] {
        let shown = Set(files.flatMap { $0.text.matches(of: /(?m)^kind\s*=\s*"(\w+)"/).map { String($0.output.1) } })
        return kinds.subtracting(shown).subtracting(kindsWithoutJob).sorted().map {
            Violation(path: "jobs.d", message: "has no job of kind \($0)")
        }
    }

    private static func names(_ list: Substring) -> [String] {
        list.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }
}
